#include "client/finding.h"

void sag_finding_finish(struct sag_finding *finding) {
    sag_key_finish(&finding->key);
    *finding = (struct sag_finding){ 0 };
}
