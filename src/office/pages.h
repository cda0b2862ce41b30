/* pages.h — what answers (router.h), a file each. Private to this folder. */
#ifndef SK_OFFICE_PAGES_H
#define SK_OFFICE_PAGES_H

#include "office/turn.h"

/* page_sign_in.c */
enum sk_err sk_office_page_sign_in(struct sk_office_turn *turn);
enum sk_err sk_office_do_sign_in(struct sk_office_turn *turn);
enum sk_err sk_office_do_sign_out(struct sk_office_turn *turn);
enum sk_err sk_office_page_language(struct sk_office_turn *turn);
/* page_password.c */
enum sk_err sk_office_page_password(struct sk_office_turn *turn);
enum sk_err sk_office_do_password(struct sk_office_turn *turn);
/* page_bench.c */
enum sk_err sk_office_page_bench(struct sk_office_turn *turn);
/* page_benches.c */
enum sk_err sk_office_page_benches(struct sk_office_turn *turn);
enum sk_err sk_office_do_ask_bench(struct sk_office_turn *turn);
/* page_attention.c */
enum sk_err sk_office_page_attention(struct sk_office_turn *turn);
enum sk_err sk_office_do_see_alarm(struct sk_office_turn *turn);
/* page_search.c */
enum sk_err sk_office_page_search(struct sk_office_turn *turn);
/* page_pair.c */
enum sk_err sk_office_page_pair(struct sk_office_turn *turn);
enum sk_err sk_office_do_ask_pair(struct sk_office_turn *turn);
enum sk_err sk_office_page_label(struct sk_office_turn *turn);
/* page_orders.c */
enum sk_err sk_office_page_orders(struct sk_office_turn *turn);
/* page_charts.c */
enum sk_err sk_office_page_charts(struct sk_office_turn *turn);
/* page_shift.c */
enum sk_err sk_office_page_shift(struct sk_office_turn *turn);
/* page_export.c */
enum sk_err sk_office_page_export(struct sk_office_turn *turn);
enum sk_err sk_office_file_export(struct sk_office_turn *turn);
/* page_proof.c */
enum sk_err sk_office_page_proof(struct sk_office_turn *turn);
enum sk_err sk_office_do_verify(struct sk_office_turn *turn);
/* page_people.c */
enum sk_err sk_office_page_people(struct sk_office_turn *turn);
enum sk_err sk_office_do_person(struct sk_office_turn *turn);
/* page_people_list.c */
enum sk_err sk_office_page_people_list(struct sk_office_turn *turn);
enum sk_err sk_office_do_people_list(struct sk_office_turn *turn);
/* page_list.c */
enum sk_err sk_office_page_list(struct sk_office_turn *turn);
enum sk_err sk_office_do_list(struct sk_office_turn *turn);
/* api.c */
enum sk_err sk_office_api_benches(struct sk_office_turn *turn);
enum sk_err sk_office_api_pairs(struct sk_office_turn *turn);
enum sk_err sk_office_api_pair(struct sk_office_turn *turn);
enum sk_err sk_office_api_orders(struct sk_office_turn *turn);
enum sk_err sk_office_api_list(struct sk_office_turn *turn);
/* page_file.c */
enum sk_err sk_office_file_style(struct sk_office_turn *turn);
enum sk_err sk_office_file_script(struct sk_office_turn *turn);
enum sk_err sk_office_file_icon(struct sk_office_turn *turn);

#endif
