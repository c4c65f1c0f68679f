// SPDX-License-Identifier: Apache-2.0
#include "schema/load.hpp"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

namespace signalbox::schema {
namespace {

namespace fs = std::filesystem;

constexpr int deepest_inclusion = 100;

std::optional<std::string> contents_of(const fs::path& path) {
  errno = 0;
  if (fs::is_directory(path)) return std::nullopt;  // which ifstream would open
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) return std::nullopt;
  return text;
}

class Loader {
 public:
  Loader(const std::vector<fs::path>& directories, Sources& sources, Faults& faults)
      : directories_(directories), sources_(sources), faults_(faults) {}

  void read(const fs::path& path, std::string text) {
    const int file = static_cast<int>(sources_.size());
    sources_.push_back({path.string(), std::move(text)});
    const Source& source = sources_.back();
    std::size_t copied = 0;
    for (Node& node : expressions_of(tokens_of(source, file, faults_), faults_)) {
      if (!is_include(node)) {
        loaded_.expressions.push_back(std::move(node));
        continue;
      }
      loaded_.text.append(source.text, copied, node.offset - copied);
      copied = node.end;
      include(node, path);
    }
    loaded_.text.append(source.text, copied);
  }

  void remember(const fs::path& path) { seen_.insert(fs::weakly_canonical(path)); }

  Loaded take() { return std::move(loaded_); }

 private:
  static bool is_include(const Node& node) {
    return node.is(Node::Kind::object) && !node.items.empty() && node.items[0].key == "include";
  }

  void include(const Node& node, const fs::path& includer) {
    const Node& name = node.items[0];
    if (!name.is(Node::Kind::string) || name.text.empty()) {
      faults_.add(name.position, "'include' takes a file name, not " + described(name));
      return;
    }
    if (node.items.size() > 1) {
      faults_.add(node.items[1].key_position,
                  "'include' stands alone, without " + quote(node.items[1].key));
      return;
    }
    const fs::path path = find(name.text, includer);
    if (!seen_.insert(fs::weakly_canonical(path)).second) return;
    std::optional<std::string> text = contents_of(path);
    if (!text) {
      const char* reason = fs::exists(path) ? "cannot be read" : "is not there";
      faults_.add(name.position, "the file " + quote(name.text) + " " + reason);
    } else if (depth_ == deepest_inclusion) {
      faults_.add(name.position, quote(name.text) + " is included too deeply: more than " +
                                     std::to_string(deepest_inclusion) + " levels");
    } else {
      ++depth_;
      read(path, std::move(*text));
      --depth_;
    }
  }

  fs::path find(const fs::path& name, const fs::path& includer) const {
    fs::path beside = includer.parent_path() / name;
    if (fs::exists(beside)) return beside;
    for (const fs::path& directory : directories_) {
      if (fs::exists(directory / name)) return directory / name;
    }
    return beside;
  }

  const std::vector<fs::path>& directories_;
  Sources& sources_;
  Faults& faults_;
  Loaded loaded_;
  std::set<fs::path> seen_;
  int depth_ = 0;
};

}  // namespace

Loaded load(const fs::path& path, const std::vector<fs::path>& include_directories,
            Sources& sources, Faults& faults) {
  std::optional<std::string> text = contents_of(path);
  if (!text) {
    const int reason = fs::is_directory(path) ? EISDIR : errno;
    throw std::system_error(reason == 0 ? EIO : reason, std::generic_category(), path.string());
  }
  Loader loader(include_directories, sources, faults);
  loader.remember(path);
  loader.read(path, std::move(*text));
  return loader.take();
}

Loaded load_text(std::string path, std::string text, Sources& sources, Faults& faults) {
  const std::vector<fs::path> no_directories;
  Loader loader(no_directories, sources, faults);
  loader.read(std::move(path), std::move(text));
  return loader.take();
}

}  // namespace signalbox::schema
