/* model_secrets.h — a model without what only those at the glass may see. Pure. */
#ifndef SK_APP_MODEL_MODEL_SECRETS_H
#define SK_APP_MODEL_MODEL_SECRETS_H

#include "app/model/model.h"

/* Takes out how many digits of a PIN were typed, what was typed on the glass or by keys, and the
 * demo's PIN: what is drawn of it then may be shown elsewhere. */
void sk_model_hide_secrets(struct sk_model *model);

#endif
