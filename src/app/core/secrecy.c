#include "app/core/secrecy.h"

#include "base/no_dump.h"
#include "client/sag_client.h"

void sk_secrecy_begin(void) {
    sk_no_dump();
    sag_environment_hide();
}
