// libmicrohttpd, its functions of many arguments in forms that Swift can call, and what Glibc's module leaves out.
#pragma once
#include <microhttpd.h>
#include <netinet/tcp.h>
#include <sys/eventfd.h>

static inline const union MHD_ConnectionInfo *MHD_connection_info(
    struct MHD_Connection *connection, enum MHD_ConnectionInfoType kind) {
  return MHD_get_connection_info(connection, kind);
}

static inline struct MHD_Daemon *MHD_start_with(
    unsigned int flags, MHD_AccessHandlerCallback handler, void *context, struct MHD_OptionItem *items) {
  return MHD_start_daemon(flags, 0, NULL, NULL, handler, context, MHD_OPTION_ARRAY, items, MHD_OPTION_END);
}

// Has a response of unknown length end with its connection instead of a last chunk.
static inline void MHD_end_by_closing(struct MHD_Response *response) {
  MHD_set_response_options(response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
}
