// SPDX-License-Identifier: Apache-2.0
#include "wire/reply.hpp"

#include "wire/print.hpp"

namespace signalbox {

void append_success(std::string& out, std::string_view value, std::string_view id) {
  out.reserve(out.size() + value.size() + id.size() + 32);
  out.append(R"({"return": )").append(value);
  if (!id.empty()) out.append(R"(, "id": )").append(id);
  out.append("}\r\n");
}

void append_error(std::string& out, std::string_view error_class, std::string_view description,
                  std::string_view id) {
  out += '{';
  if (!id.empty()) out.append(R"("id": )").append(id).append(", ");
  out.append(R"("error": {"class": )").append(quote(error_class));
  out.append(R"(, "desc": )").append(quote(description)).append("}}\r\n");
}

}  // namespace signalbox
