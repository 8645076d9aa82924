/* SPDX-License-Identifier: MIT */
/* Problems on standard error, files, and the bar of progress. */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void advise(cli_app *app, cj_status code)
{
    const char *advice = cj_status_advice(code);
    for (size_t i = 0; i < app->nadvised; i++) {
        if (app->advised[i] == code)
            return;
    }
    if (app->nadvised < COUNT(app->advised))
        app->advised[app->nadvised++] = code;
    if (advice != NULL)
        fprintf(stderr, "  what to do: %s\n", advice);
}

static void put_problem(const cj_error *error, size_t index)
{
    char fixed[1024], *line = fixed;
    size_t need = cj_error_format(error, index, fixed, sizeof fixed);
    if (need >= sizeof fixed && (line = malloc(need + 1)) != NULL)
        cj_error_format(error, index, line, need + 1);
    cli_put(stderr, line != NULL ? line : fixed);
    fputc('\n', stderr);
    if (line != fixed)
        free(line);
}

void cli_report(cli_app *app, cj_error *error)
{
    size_t n = cj_error_count(error), total = cj_error_total(error);
    fflush(stdout);
    for (size_t i = 0; i < n; i++)
        put_problem(error, i);
    if (total > n)
        fprintf(stderr, "cjustice: note: %zu more problems are not shown\n", total - n);
    for (size_t i = 0; i < n; i++)
        advise(app, cj_error_code(error, i));
    cj_error_unref(error);
}

int32_t cli_to_stdout(const void *bytes, size_t size, void *user)
{
    (void)user;
    return fwrite(bytes, 1, size, stdout) == size ? 0 : 1;
}

static int exit_of(cj_status status)
{
    int class_ = status == CJ_OK ? CLI_DONE : cj_status_class(status);
    return status != CJ_OK && class_ == 0 ? CLI_FAULT : class_;
}

int cli_result(cli_app *app, cj_status status, cj_error *error)
{
    if (status != CJ_OK && cj_error_count(error) == 0) { /* memory too short even for a message */
        cj_error_unref(error);
        const char *name = cj_status_name(status);
        return cli_fail(app, status, NULL, "%s", name != NULL ? name : "failed");
    }
    cli_report(app, error);
    return exit_of(status);
}

int cli_input_result(cli_app *app, cj_status status, cj_error *error)
{
    int result = cli_result(app, status, error);
    return status == CJ_E_IO ? CLI_REFUSED : result;
}

int cli_fail(cli_app *app, cj_status code, const char *file, const char *format, ...)
{
    char line[512];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    fflush(stdout);
    cli_put(stderr, file != NULL ? file : "cjustice");
    fprintf(stderr, ": error[CJ-%04d]: ", (int)code);
    cli_put(stderr, line);
    fputc('\n', stderr);
    advise(app, code);
    return exit_of(code);
}

static bool write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        p += done;
        n -= (size_t)done;
    }
    return true;
}

int cli_save_begin(cli_app *app)
{
    const char *path = app->option[OPT_OUTPUT];
    struct stat there;
    if (app->output_open || path == NULL || strcmp(path, "-") == 0)
        return CLI_DONE;
    app->output_made = stat(path, &there) != 0;
    app->output = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (app->output < 0)
        return cli_fail(app, CJ_E_IO, path, "cannot be written: %s", strerror(errno));
    app->output_open = true;
    return CLI_DONE;
}

void cli_save_end(cli_app *app)
{
    if (!app->output_open)
        return;
    app->output_open = false;
    close(app->output);
    if (app->output_made) /* and nothing was kept in it */
        unlink(app->option[OPT_OUTPUT]);
}

int cli_save(cli_app *app, const cli_text *bytes)
{
    const char *path = app->option[OPT_OUTPUT];
    bool ok;
    if (bytes->failed)
        return cli_fail(app, CJ_E_MEMORY, NULL, "memory ran out");
    if (path == NULL || strcmp(path, "-") == 0) {
        fwrite(bytes->p, 1, bytes->n, stdout);
        return CLI_DONE;
    }
    if (!app->output_open && cli_save_begin(app) != CLI_DONE)
        return CLI_FAULT;
    ok = (ftruncate(app->output, 0) == 0 || errno == EINVAL) &&
         write_all(app->output, bytes->p, bytes->n);
    app->output_open = false;
    if (close(app->output) != 0 || !ok)
        return cli_fail(app, CJ_E_IO, path, "not written whole: %s", strerror(errno));
    return CLI_DONE;
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void cli_progress_step(cli_progress *progress, size_t done, size_t total)
{
    int64_t now = now_ms();
    char bar[41];
    size_t filled = total > 0 ? done * (sizeof bar - 1) / total : 0;
    if (progress->began == 0)
        progress->began = now;
    if (now - progress->began < 1000 || now - progress->shown < 100 || isatty(STDERR_FILENO) != 1)
        return;
    memset(bar, '-', sizeof bar - 1);
    memset(bar, '#', filled);
    bar[sizeof bar - 1] = '\0';
    fprintf(stderr, "\r%s [%s] %zu of %zu", progress->what, bar, done, total);
    progress->shown = now;
    progress->drawn = true;
}

void cli_progress_clear(cli_progress *progress)
{
    if (progress->drawn)
        fprintf(stderr, "\r%*s\r", CLI_COLUMNS - 1, "");
    progress->drawn = false;
}

int cli_day(cli_app *app, const char *option, const char *text, cj_date *out)
{
    if (cj_date_parse(text, CJ_ZT, out) != CJ_OK || out->precision != CJ_PRECISION_DAY)
        return cli_usage(app, "%s wants a day such as 2026-02-03, not %s", option, text);
    return CLI_DONE;
}

int cli_moment(cli_app *app, cli_option_id option, cj_time *out)
{
    const char *text = app->option[option];
    if (cj_time_parse(text, CJ_ZT, out) != CJ_OK || out->precision < CJ_PRECISION_DAY)
        return cli_usage(app, "%s wants a moment such as 2026-02-03T10:15+00:00, not %s",
                         cli_options[option].name, text);
    if (out->precision == CJ_PRECISION_DAY) {
        out->us += INT64_C(86400000000) - 1;
        out->precision = CJ_PRECISION_MICROSECOND;
    }
    return CLI_DONE;
}

int cli_code(cli_app *app, cli_option_id option, int32_t kind, cj_field field, int32_t *out)
{
    const char *text = app->option[option];
    cj_act *act = NULL;
    cj_error *error = NULL;
    cj_status status = cj_act_new(app->context, kind, &act, &error);
    if (status == CJ_OK)
        status = cj_add_text(cj_act_record(act), field, text, CJ_ZT, NULL);
    if (status == CJ_OK)
        status = cj_get_code(cj_act_view(act), field, 0, out);
    cj_act_unref(act);
    if (status == CJ_E_VALUE_CODE)
        return cli_usage(app, "%s: %s is no code of %s; docs/vocabulary.md has them all",
                         cli_options[option].name, text, cj_field_name(field));
    return cli_result(app, status, error);
}

cj_date cli_today(const cli_app *app)
{
    int64_t day = INT64_C(86400000000), us = cj_context_now(app->context).us;
    cj_date date = {(int32_t)(us / day - (us % day < 0 ? 1 : 0)), CJ_PRECISION_DAY};
    return date;
}

const char *cli_get(const cj_record *record, cj_field field)
{
    const char *text = "";
    if (record != NULL)
        (void)cj_get_text(record, field, 0, &text);
    return text;
}

int64_t cli_get_int(const cj_record *record, cj_field field)
{
    int64_t n = 0;
    if (record != NULL)
        (void)cj_get_int(record, field, 0, &n);
    return n;
}
