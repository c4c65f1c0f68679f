// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/image_file.hpp"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <vector>

#include "tests/plugins/temporary_directory.hpp"

namespace signalbox {
namespace {

using Bytes = std::vector<std::byte>;

std::unique_ptr<ImageFile> open_image(const std::string& path,
                                      std::optional<std::uint64_t> size = {}) {
  return ImageFile::open(path, false, size, nullptr);
}

std::string refusal(const std::string& path, bool readonly, std::optional<std::uint64_t> size) {
  Error* error = nullptr;
  if (ImageFile::open(path, readonly, size, &error)) return "";
  const std::string description = error_description(error);
  error_free(error);
  return description;
}

// A file system of `bytes` that a test can fill; only root may mount one.
class SmallFileSystem {
 public:
  explicit SmallFileSystem(std::uint64_t bytes) {
    const std::string options = "size=" + std::to_string(bytes);
    mounted_ = mount("tmpfs", where_.path().c_str(), "tmpfs", 0, options.c_str()) == 0;
  }
  ~SmallFileSystem() {
    if (mounted_) umount2(where_.path().c_str(), MNT_DETACH);
  }

  bool mounted() const { return mounted_; }
  std::string operator/(const std::string& name) const { return where_ / name; }

 private:
  TemporaryDirectory where_;
  bool mounted_;
};

TEST(ImageFile, IsCreatedWithItsSizeAndWithoutBlocks) {
  const TemporaryDirectory directory;

  const auto image = open_image(directory / "a.img", 1 << 20);

  ASSERT_TRUE(image);
  EXPECT_EQ(image->size(), 1U << 20);
  EXPECT_EQ(std::filesystem::file_size(directory / "a.img"), 1U << 20);
  EXPECT_EQ(image->allocated_bytes(), 0U);
}

TEST(ImageFile, KeepsWhatIsThere) {
  const TemporaryDirectory directory;
  std::ofstream(directory / "a.img") << "0123456789";

  const auto image = open_image(directory / "a.img");

  ASSERT_TRUE(image);
  EXPECT_EQ(image->size(), 10U);
}

TEST(ImageFile, ReadsWhatItWrote) {
  const TemporaryDirectory directory;
  const auto image = open_image(directory / "a.img", 4096);
  const Bytes written(512, std::byte{0x5a});
  Bytes read(512);

  EXPECT_EQ(image->write(1024, written), 0);
  EXPECT_EQ(image->flush(), 0);
  EXPECT_EQ(image->read(1024, read), 0);

  EXPECT_EQ(read, written);
}

TEST(ImageFile, RefusalsNameTheFileAndTheReason) {
  const TemporaryDirectory directory;
  const std::string missing = directory / "a.img";

  EXPECT_EQ(refusal(missing, false, {}),
            "Could not open '" + missing + "': No such file or directory");
  EXPECT_EQ(refusal(directory / "b/a.img", false, 512),
            "Could not create '" + (directory / "b/a.img") + "': No such file or directory");
  EXPECT_EQ(refusal(directory.path(), false, {}),
            "Could not open '" + directory.path().string() + "': Is a directory");
  EXPECT_EQ(refusal(missing, false, UINT64_MAX),
            "Could not open '" + missing + "': File too large");
  EXPECT_FALSE(std::filesystem::exists(missing));
}

TEST(ImageFile, IsEioWhereTheFileWasTruncated) {
  const TemporaryDirectory directory;
  const auto image = open_image(directory / "a.img", 8192);
  Bytes bytes(4096);
  std::filesystem::resize_file(directory / "a.img", 4096);

  EXPECT_EQ(image->read(0, bytes), 0);
  EXPECT_EQ(image->read(2048, bytes), EIO);
  EXPECT_EQ(image->read(4096, bytes), EIO);
}

TEST(ImageFile, GivesTheSystemsErrorForAFileOpenForReadingOnly) {
  const TemporaryDirectory directory;
  std::ofstream(directory / "a.img") << "0123456789";
  const auto image = ImageFile::open(directory / "a.img", true, {}, nullptr);

  EXPECT_EQ(image->write(0, Bytes(4)), EBADF);
}

TEST(ImageFile, FullDeviceHasNoSpaceAndNoEnd) {
  const auto image = open_image("/dev/full");
  ASSERT_TRUE(image);
  Bytes bytes(512, std::byte{1});

  EXPECT_EQ(image->size(), static_cast<std::uint64_t>(INT64_MAX));
  EXPECT_EQ(image->write(1 << 20, bytes), ENOSPC);
  EXPECT_EQ(image->read(1 << 20, bytes), 0);
  EXPECT_EQ(bytes, Bytes(512));
  EXPECT_EQ(image->flush(), 0);
}

TEST(ImageFile, WritesUntilTheFileSystemIsFull) {
  const SmallFileSystem full(64 << 10);
  if (!full.mounted()) GTEST_SKIP() << "only root may mount a small file system";
  const auto image = open_image(full / "a.img", 1 << 20);
  ASSERT_TRUE(image);

  EXPECT_EQ(image->write(0, Bytes(32 << 10, std::byte{1})), 0);
  EXPECT_EQ(image->write(32 << 10, Bytes(128 << 10, std::byte{2})), ENOSPC);
  EXPECT_GE(image->allocated_bytes(), 32U << 10);
}

}  // namespace
}  // namespace signalbox
