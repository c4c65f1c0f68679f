// SPDX-License-Identifier: Apache-2.0
#include "client/error.hpp"

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

// Laid out as the SDK's: a program that is linked with both may hand either's Error to either's
// functions, and each is freed by its maker. The class name follows, then the description.
struct Error {
  void (*free)(Error* error);
  char* description;

  char* class_name() { return reinterpret_cast<char*>(this + 1); }
};

namespace {

std::string formatted(const char* format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  const int length = vsnprintf(nullptr, 0, format, again);
  va_end(again);
  std::string text(length < 0 ? 0 : static_cast<size_t>(length), '\0');
  vsnprintf(text.data(), text.size() + 1, format, arguments);
  return text;
}

Error* make_error(const char* class_name, const std::string& description) {
  const size_t class_size = strlen(class_name) + 1;
  void* memory = malloc(sizeof(Error) + class_size + description.size() + 1);
  if (memory == nullptr) throw std::bad_alloc();
  auto* error = new (memory) Error{[](Error* self) { free(self); }, nullptr};
  error->description = error->class_name() + class_size;
  memcpy(error->class_name(), class_name, class_size);
  memcpy(error->description, description.c_str(), description.size() + 1);
  return error;
}

}  // namespace

void error_set(Error** errp, const char* error_class, const char* format, ...) {
  if (errp == nullptr) return;
  va_list arguments;
  va_start(arguments, format);
  *errp = make_error(error_class, formatted(format, arguments));
  va_end(arguments);
}

void error_propagate(Error** errp, Error* error) {
  if (errp != nullptr && *errp == nullptr) {
    *errp = error;
  } else {
    error_free(error);
  }
}

const char* error_class(const Error* error) {
  return const_cast<Error*>(error)->class_name();
}

const char* error_description(const Error* error) {
  return error->description;
}

void error_free(Error* error) {
  if (error != nullptr) error->free(error);
}
