// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/guest_listening.hpp"

#include <cstdlib>

#include "block/qmp_tables.h"  // generated
#include "signalbox/event.h"

namespace {

template <const wire_type* type>
bool decode(const char* json, std::size_t length, void* data) {
  char* why = nullptr;
  const bool good = wire_decode_known(json, length, type, data, &why);
  std::free(why);
  return good;
}

template <const wire_type* type>
void release(void* data) {
  wire_free(type, data);
}

template <typename Data>
void invoke(const void* data, signalbox_slot* slot, void* opaque) {
  reinterpret_cast<void (*)(const Data*, void*)>(slot)(static_cast<const Data*>(data), opaque);
}

template <typename Data, const wire_type* type>
void listen(const signalbox_host* host, const char* accessor, void (*slot)(const Data*, void*),
            void* opaque) {
  signalbox_listen(host, accessor, "{}", decode<type>, sizeof(Data), release<type>, invoke<Data>,
                   reinterpret_cast<signalbox_slot*>(slot), opaque);
}

}  // namespace

void listen_to_block_io_errors(const signalbox_host* host,
                               void (*slot)(const QemuBlockIoError*, void*), void* opaque) {
  listen<QemuBlockIoError, &block_wire_QemuBlockIoError>(host, "block-io-error-event", slot,
                                                         opaque);
}

void listen_to_deleted_devices(const signalbox_host* host,
                               void (*slot)(const QemuDeviceDeleted*, void*), void* opaque) {
  listen<QemuDeviceDeleted, &block_wire_QemuDeviceDeleted>(host, "device-deleted-event", slot,
                                                           opaque);
}
