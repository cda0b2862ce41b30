#include "journal/filter.h"

bool sk_filter_is_range(const struct sk_filter *filter) {
    return !filter->serial && !filter->instance && !filter->operator_name &&
           !filter->customer_order && !filter->text && !filter->outcome && !filter->open;
}
