#include "journal/export/xlsx_book.h"

#include "base/language.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#define PAPER_A4 9
#define PART_SIZE 80 /* of what comes from outside in a page's header: it has 255 characters */
#define HEADING_FILL 0xE6EAF2
#define HEADING_HEIGHT 32

static void make_heading(lxw_format *format) {
    format_set_bold(format);
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    format_set_bg_color(format, HEADING_FILL);
    format_set_bottom(format, LXW_BORDER_THIN);
}

static bool make_formats(struct sk_xlsx_book *self) {
    lxw_format **all[] = { &self->heading, &self->number_heading, &self->bold,
                           &self->text,    &self->time,           &self->wrapped,
                           &self->fixed,   &self->share,          &self->whole };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        *all[i] = workbook_add_format(self->book);
        if (!*all[i]) {
            return false;
        }
    }
    make_heading(self->heading);
    make_heading(self->number_heading);
    format_set_align(self->number_heading, LXW_ALIGN_RIGHT);
    format_set_bold(self->bold);
    format_set_align(self->bold, LXW_ALIGN_VERTICAL_TOP);
    format_set_num_format(self->text, "@");
    format_set_num_format(self->time, "yyyy-mm-dd hh:mm:ss");
    format_set_align(self->time, LXW_ALIGN_CENTER);
    format_set_num_format(self->wrapped, "@");
    format_set_text_wrap(self->wrapped);
    format_set_align(self->wrapped, LXW_ALIGN_VERTICAL_TOP);
    format_set_num_format(self->fixed, "@");
    format_set_text_wrap(self->fixed);
    format_set_font_name(self->fixed, "Courier New");
    format_set_font_size(self->fixed, 9);
    format_set_align(self->fixed, LXW_ALIGN_VERTICAL_TOP);
    format_set_num_format(self->share, "0.0%");
    format_set_num_format(self->whole, "0");
    format_set_align(self->whole, LXW_ALIGN_LEFT);
    format_set_align(self->whole, LXW_ALIGN_VERTICAL_TOP);
    return true;
}

lxw_error sk_xlsx_book_open(struct sk_xlsx_book *self, const char *path, const char *directory,
                            const struct sk_export_about *about) {
    lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = (char *)directory };
    self->about = about;
    self->book = workbook_new_opt(path, &options);
    return self->book && make_formats(self) ? LXW_NO_ERROR : LXW_ERROR_MEMORY_MALLOC_FAILED;
}

/* In a page's header "&" begins a code, so it is doubled. What does not fit is cut. */
static const char *plain(const char *text, char out[PART_SIZE]) {
    size_t used = 0;
    for (size_t at = 0, step; text[at]; at += step) {
        size_t doubled = text[at] == '&' ? 1 : 0;
        uint32_t code_point;
        step = sk_utf8_decode(text + at, strlen(text + at), &code_point);
        step = step > 0 ? step : 1;
        if (used + step + doubled >= PART_SIZE) {
            break;
        }
        memcpy(out + used, "&", doubled);
        memcpy(out + used + doubled, text + at, step);
        used += step + doubled;
    }
    out[used] = '\0';
    return out;
}

static lxw_error set_page(const struct sk_xlsx_book *self, lxw_worksheet *sheet, const char *name) {
    char header[LXW_HEADER_FOOTER_MAX];
    char footer[LXW_HEADER_FOOTER_MAX];
    char parts[4][PART_SIZE];
    char written[SK_CLOCK_TEXT_SIZE];
    sk_clock_format(self->about->wall_ms, written, sizeof(written));
    (void)snprintf(header, sizeof(header), "&L%s&C&B%s&R%s", plain(self->about->bench, parts[0]),
                   plain(name, parts[1]), plain(self->about->zone, parts[2]));
    (void)snprintf(footer, sizeof(footer), "&L%s&C&P / &N&R%.10s %.5s",
                   plain(self->about->file, parts[3]), written,
                   strlen(written) > 16 ? written + 11 : "");
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, PAPER_A4);
    worksheet_set_margins(sheet, 0.4, 0.4, 0.7, 0.7);
    worksheet_fit_to_pages(sheet, 1, 0);
    lxw_error error = worksheet_set_header(sheet, header);
    return error ? error : worksheet_set_footer(sheet, footer);
}

lxw_worksheet *sk_xlsx_book_sheet(struct sk_xlsx_book *self, const char *name, int number) {
    char numbered[LXW_MAX_SHEETNAME_LENGTH];
    (void)snprintf(numbered, sizeof(numbered), number > 1 ? "%s %d" : "%s", name, number);
    lxw_worksheet *sheet = workbook_add_worksheet(self->book, numbered);
    if (!sheet || set_page(self, sheet, numbered) || worksheet_repeat_rows(sheet, 0, 0) ||
        worksheet_set_row(sheet, 0, HEADING_HEIGHT, NULL)) {
        return NULL;
    }
    worksheet_freeze_panes(sheet, 1, 0);
    return sheet;
}
