// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <string>

#include "client/error.hpp"
#include "client/json.hpp"
#include "client/libqmp.h"
#include "client/session.hpp"
#include "client/value.hpp"

using signalbox::client::Json;
using signalbox::client::read_value;
using signalbox::client::write_value;

namespace {

std::string arguments_text(const wire_type* type, const void* arguments) {
  return type == nullptr ? "{}" : write_value(*type, arguments);
}

size_t size_of_variable(const wire_type& type) {
  switch (type.kind) {
    case WIRE_BOOL: return sizeof(bool);
    case WIRE_INT8:
    case WIRE_UINT8: return sizeof(int8_t);
    case WIRE_INT16:
    case WIRE_UINT16: return sizeof(int16_t);
    case WIRE_INT32:
    case WIRE_UINT32: return sizeof(int32_t);
    case WIRE_INT64:
    case WIRE_UINT64:
    case WIRE_SIZE: return sizeof(int64_t);
    case WIRE_NUMBER: return sizeof(double);
    case WIRE_ENUM: return sizeof(int);
    case WIRE_STR:
    case WIRE_ANY:
    case WIRE_STRUCT:
    case WIRE_LIST: break;
  }
  return sizeof(void*);
}

}  // namespace

int libqmp_connect(QmpSession* session, const char* accessor, const wire_type* arguments_type,
                   const void* arguments, const wire_type* data_type, QmpInvoke* invoke,
                   void (*slot)(void), void* opaque, Error** errp) {
  return session->connect(accessor, arguments_text(arguments_type, arguments),
                          {data_type, invoke, slot, opaque}, errp);
}

void libqmp_disconnect(QmpSession* session, const char* accessor, const wire_type* arguments_type,
                       const void* arguments, int handle, Error** errp) {
  session->disconnect(accessor, arguments_text(arguments_type, arguments), handle, errp);
}

bool libqmp_call(QmpSession* session, const char* command, const wire_type* arguments_type,
                 const void* arguments, const wire_type* result_type, void* result, Error** errp) {
  const auto value = session->call(command, arguments_text(arguments_type, arguments), errp);
  if (!value) return false;
  if (result_type == nullptr) return true;
  memset(result, 0, size_of_variable(*result_type));
  std::string refusal;
  const auto json = Json::read(*value, &refusal);
  if (json && read_value(json->value(), *result_type, "return", result, &refusal)) return true;
  error_set(errp, "GenericError", "The reply to '%s' does not fit: %s", command, refusal.c_str());
  return false;
}
