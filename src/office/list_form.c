#include "office/list_form.h"

#include "base/language.h"
#include "office/page.h"

void sk_office_list_form(struct sk_office_turn *turn, const struct sk_office_list_form *form) {
    struct sk_office_html *html = &turn->html;
    sk_office_html(html,
                   "<form method=\"post\" action=\"%s\" class=\"panel\" "
                   "enctype=\"multipart/form-data\">"
                   "<input type=\"hidden\" name=\"csrf\" value=\"%s\">\n<h2>%s</h2>\n<p>%s</p>\n",
                   form->place, turn->user.csrf, form->heading, form->columns);
    sk_office_html(html,
                   "<p class=\"field\"><label for=\"file\">%s</label><input type=\"file\" "
                   "id=\"file\" name=\"file\" accept=\".csv,.tsv,.txt,text/csv,text/plain\" "
                   "aria-describedby=\"file-help\"><span class=\"soft\" id=\"file-help\">%s</span>"
                   "</p>\n",
                   sk_text("A file"), sk_text("As a spreadsheet saves it (CSV), at most 8 MB."));
    sk_office_html(html,
                   "<p class=\"field\"><label for=\"text\">%s</label><textarea id=\"text\" "
                   "name=\"text\" rows=\"6\" spellcheck=\"false\">%s</textarea></p>\n"
                   "<p class=\"buttons\"><button class=\"main\">%s</button></p>"
                   "<p class=\"soft\">%s</p></form>\n",
                   sk_text("Or pasted, where no file is chosen"), form->text, form->button,
                   form->help);
}

void sk_office_list_wrong(struct sk_office_html *html, const char *what, const char *why) {
    sk_office_html(html, "<p class=\"said bad\" role=\"alert\">");
    sk_office_icon(html, "cross");
    sk_office_html(html, "<span>%s %s</span></p>\n", what, why);
}
