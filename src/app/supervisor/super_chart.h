/* super_chart.h — figures of the journal as the supervisor's page shows them. Pure. */
#ifndef SK_APP_SUPERVISOR_SUPER_CHART_H
#define SK_APP_SUPERVISOR_SUPER_CHART_H

#include "app/model/model_supervisor.h"
#include "journal/figures.h"

/* Returns how many bars there are. Of hours those before the first and behind the last with a pair
 * are left out. */
size_t sk_super_chart(const struct sk_figures *figures, enum sk_super_chart chart,
                      struct sk_model_super_bar bars[SK_SUPER_CHART_ROWS]);

void sk_super_shift(const struct sk_figures *figures, struct sk_model_super_shift *out);

#endif
