/* SPDX-License-Identifier: MIT */
/* Dates, times, numbers, base64, hex, ids, names of files: each has one reading and one spelling.
 */
#include "fuzz/fuzz.h"

#include "audit/audit.h"

static void read_dates(const char *text, size_t n)
{
    char again[CJ_TIME_TEXT];
    cj_date date, date2;
    cj_time time, time2;
    int64_t us;
    if (cj_date_parse(text, n, &date) == CJ_OK) {
        int32_t year, month, day;
        cj_date_format(date, again);
        FUZZ_CHECK(cji_str_is((cji_str){text, n}, again));
        FUZZ_CHECK(cj_date_parse(again, CJ_ZT, &date2) == CJ_OK && date.days == date2.days);
        FUZZ_CHECK(cji_date_last(date) >= date.days && cji_date_last(date) <= date.days + 365);
        cji_civil_from_days(date.days, &year, &month, &day);
        FUZZ_CHECK(cji_days_from_civil(year, month, day) == date.days);
    }
    if (cj_time_parse(text, n, &time) == CJ_OK) {
        /* Not the same text always: a fraction of three digits is written with six. */
        cj_time_format(time, again);
        FUZZ_CHECK(strlen(again) < CJ_TIME_TEXT);
        FUZZ_CHECK(cj_time_parse(again, CJ_ZT, &time2) == CJ_OK);
        FUZZ_CHECK(time.us == time2.us && time.offset == time2.offset &&
                   time.precision == time2.precision);
        date = cji_date_of(time);
        cj_date_format(date, again);
        FUZZ_CHECK(cj_date_parse(again, CJ_ZT, &date2) == CJ_OK && date.days == date2.days);
    }
    if (cji_time_utc_parse((cji_str){text, n}, &us)) {
        cji_time_utc(us, again);
        FUZZ_CHECK(cji_str_is((cji_str){text, n}, again));
    }
}

static void read_numbers(cji_str text)
{
    char again[32];
    int64_t number;
    uint64_t large;
    if (cji_parse_int(text, &number)) {
        snprintf(again, sizeof again, "%lld", (long long)number);
        FUZZ_CHECK(cji_str_is(text, again));
    }
    if (cji_audit_parse_u64(text, &large)) {
        snprintf(again, sizeof again, "%llu", (unsigned long long)large);
        FUZZ_CHECK(cji_str_is(text, again));
    }
}

static void read_encodings(cji_str text)
{
    uint8_t bytes[512], few[3];
    char again[CJI_BASE64_SIZE(sizeof bytes) + 1];
    size_t n = 0;
    if (cji_base64_parse(text, bytes, sizeof bytes, &n)) {
        FUZZ_CHECK(n <= sizeof bytes);
        cji_base64(bytes, n, again);
        FUZZ_CHECK(cji_str_is(text, again));
    }
    FUZZ_CHECK(!cji_base64_parse(text, few, sizeof few, &n) || n <= sizeof few);
    if (text.n / 2 <= sizeof bytes && cji_hex_parse(text, bytes, text.n / 2)) {
        cji_hex(bytes, text.n / 2, again);
        FUZZ_CHECK(cji_str_is(text, again));
    }
    /* And the other way: any bytes come back. */
    if (text.n <= sizeof bytes) {
        cji_base64(text.p, text.n, again);
        FUZZ_CHECK(cji_base64_parse(cji_str_of(again), bytes, sizeof bytes, &n));
        FUZZ_CHECK(n == text.n && (n == 0 || memcmp(bytes, text.p, n) == 0));
    }
}

/* What is accepted as an id or a name survives XML, JSON and UTF-8 without an escape. */
static void read_ids(cji_str text)
{
    cji_audit_file file;
    char path[CJI_AUDIT_PATH], copy[200];
    cji_buf b;
    cji_buf_init(&b, fuzz_context(), 8192);
    if (cji_id_ok(text)) {
        FUZZ_CHECK(cji_utf8_ok(text.p, text.n));
        cji_buf_xml(&b, text, true);
        FUZZ_CHECK(cji_str_eq(cji_buf_view(&b), text));
        cji_buf_clear(&b);
        cji_buf_json(&b, text);
        FUZZ_CHECK(b.n == text.n + 2);
    }
    FUZZ_CHECK(!cji_audit_name_ok(text) || cji_utf8_ok(text.p, text.n));
    if (text.n < sizeof copy) {
        memcpy(copy, text.p, text.n);
        copy[text.n] = '\0';
        (void)cji_audit_dir_parse(copy);
        if (cji_audit_file_parse(copy, &file)) {
            cji_audit_file_path(file, path);
            FUZZ_CHECK(strcmp(path, copy) == 0);
        }
    }
    cji_buf_fini(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* One byte is enough to give a pointer where the fuzzer gives none. */
    cji_str text = {size > 0 ? (const char *)data : "", size};
    long before;
    (void)fuzz_context();
    before = fuzz_live();
    read_dates(text.p, text.n);
    read_numbers(text);
    read_encodings(text);
    read_ids(text);
    FUZZ_CHECK(fuzz_live() == before);
    return 0;
}
