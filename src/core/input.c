/* SPDX-License-Identifier: MIT */
/* One input, from a file or from memory, as plain bytes: gzip is recognised and inflated. */
#include "core/core.h"

#include <errno.h>
#include <fcntl.h>

#include <zlib.h>

#define PIECE 65536

struct cji_input {
    cj_context *ctx;
    char *name;
    int fd;       /* -1: memory */
    cji_str rest; /* bytes in hand that were not handed out or inflated yet */
    char *raw;    /* PIECE bytes read from fd */
    char *plain;  /* PIECE bytes inflated; only for gzip */
    bool begun, gzip, in_member, ended;
    z_stream z;
    int64_t total;
    int32_t line, column; /* as the reader counts them; 0: it does not */
    cji_hasher *hasher;   /* NULL: nobody asked */
    uint8_t digest[CJI_HASH];
};

static void *z_allocate(void *opaque, unsigned items, unsigned size)
{
    return cji_alloc(opaque, (size_t)items * size);
}

static void z_release(void *opaque, void *block)
{
    cji_free(opaque, block);
}

void cji_input_free(cji_input *in)
{
    if (in == NULL)
        return;
    if (in->fd >= 0)
        in->ctx->io.close(in->ctx->io.user, in->fd);
    if (in->gzip)
        inflateEnd(&in->z);
    cji_hasher_free(in->hasher);
    cji_free(in->ctx, in->raw);
    cji_free(in->ctx, in->plain);
    cji_free(in->ctx, in->name);
    cji_free(in->ctx, in);
}

static cji_input *input_new(cj_context *ctx, const char *name)
{
    cji_input *in = cji_alloc(ctx, sizeof *in);
    if (in == NULL)
        return NULL;
    in->ctx = ctx;
    in->fd = -1;
    in->name = cji_strdup(ctx, cji_str_of(name));
    if (in->name == NULL) {
        cji_input_free(in);
        return NULL;
    }
    return in;
}

cj_status cji_input_file(cj_context *ctx, const char *path, cji_input **out, cj_error **error)
{
    cji_input *in = input_new(ctx, path);
    if (in == NULL || (in->raw = cji_realloc(ctx, NULL, PIECE)) == NULL) {
        cji_input_free(in);
        return cji_no_memory(ctx, error);
    }
    in->fd = ctx->io.open(ctx->io.user, path, O_RDONLY, 0);
    if (in->fd < 0) {
        cj_status status = cji_io_fail(ctx, error, "open", path);
        cji_input_free(in);
        return status;
    }
    *out = in;
    return CJ_OK;
}

cj_status cji_input_memory(cj_context *ctx, const char *name, const void *bytes, size_t n,
                           cji_input **out, cj_error **error)
{
    cji_input *in = input_new(ctx, name);
    if (in == NULL)
        return cji_no_memory(ctx, error);
    in->rest = (cji_str){bytes, n};
    *out = in;
    return CJ_OK;
}

const char *cji_input_name(const cji_input *in)
{
    return in->name;
}

void cji_input_at(cji_input *in, int32_t line, int32_t column)
{
    in->line = line;
    in->column = column;
}

static cji_place place_of(const cji_input *in)
{
    return (cji_place){.file = in->name, .line = in->line, .column = in->column};
}

cj_status cji_input_want_digest(cji_input *in, cj_error **error)
{
    in->hasher = cji_hasher_new(in->ctx);
    return in->hasher != NULL ? CJ_OK : cji_no_memory(in->ctx, error);
}

const uint8_t *cji_input_digest(const cji_input *in)
{
    return in->digest;
}

/* More raw bytes into in->rest; leaves it empty at the end of the file. */
static cj_status refill(cji_input *in, cj_error **error)
{
    long n;
    if (in->rest.n > 0 || in->fd < 0)
        return CJ_OK;
    do
        n = in->ctx->io.read(in->ctx->io.user, in->fd, in->raw, PIECE);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return cji_io_fail(in->ctx, error, "read", in->name);
    in->rest = (cji_str){in->raw, (size_t)n};
    return CJ_OK;
}

static cj_status gzip_fail(cji_input *in, cj_error **error, const char *why)
{
    cji_place place = place_of(in);
    return cji_fail(in->ctx, error, CJ_E_GZIP, &place, "gzip: %s", why);
}

static cj_status begin(cji_input *in, cj_error **error)
{
    cj_status status = refill(in, error);
    in->begun = true;
    if (status != CJ_OK || in->rest.n < 2 || memcmp(in->rest.p, "\x1f\x8b", 2) != 0)
        return status;
    in->plain = cji_realloc(in->ctx, NULL, PIECE);
    in->z.zalloc = z_allocate;
    in->z.zfree = z_release;
    in->z.opaque = in->ctx;
    if (in->plain == NULL || inflateInit2(&in->z, 15 + 16) != Z_OK)
        return cji_no_memory(in->ctx, error);
    in->gzip = true;
    in->in_member = true;
    return CJ_OK;
}

/* The next inflated piece; several members follow each other as in any gzip file. */
static cj_status inflate_piece(cji_input *in, cji_str *out, cj_error **error)
{
    for (;;) {
        int result;
        cj_status status = refill(in, error);
        if (status != CJ_OK)
            return status;
        if (in->rest.n == 0) {
            if (in->in_member)
                return gzip_fail(in, error, "the data ends too early");
            *out = (cji_str){in->plain, 0};
            return CJ_OK;
        }
        if (!in->in_member) {
            inflateReset(&in->z);
            in->in_member = true;
        }
        in->z.next_in = (unsigned char *)(uintptr_t)in->rest.p;
        in->z.avail_in = in->rest.n > PIECE ? PIECE : (unsigned)in->rest.n;
        in->z.next_out = (unsigned char *)in->plain;
        in->z.avail_out = PIECE;
        result = inflate(&in->z, Z_NO_FLUSH);
        in->rest.n -= (size_t)((const char *)in->z.next_in - in->rest.p);
        in->rest.p = (const char *)in->z.next_in;
        if (result == Z_STREAM_END)
            in->in_member = false;
        else if (result == Z_MEM_ERROR)
            return cji_no_memory(in->ctx, error);
        else if (result != Z_OK && result != Z_BUF_ERROR)
            return gzip_fail(in, error, "the data is damaged");
        if (in->z.avail_out < PIECE) {
            *out = (cji_str){in->plain, PIECE - in->z.avail_out};
            return CJ_OK;
        }
    }
}

cj_status cji_input_next(cji_input *in, cji_str *out, cj_error **error)
{
    cj_status status = CJ_OK;
    *out = (cji_str){"", 0};
    if (in->ended)
        return CJ_OK;
    if (!in->begun)
        status = begin(in, error);
    if (status == CJ_OK && in->gzip) {
        status = inflate_piece(in, out, error);
    } else if (status == CJ_OK) {
        status = refill(in, error);
        /* In pieces from memory as well: libxml2 refuses more than ten million bytes at once. */
        *out = (cji_str){in->rest.p, in->rest.n < PIECE ? in->rest.n : PIECE};
        in->rest.p += out->n;
        in->rest.n -= out->n;
    }
    if (status != CJ_OK)
        return status;
    in->total += (int64_t)out->n;
    if (in->total > in->ctx->limits[CJ_LIMIT_INPUT_BYTES]) {
        cji_place place = place_of(in);
        return cji_fail(in->ctx, error, CJ_E_LIMIT, &place, "more than %lld bytes of input",
                        (long long)in->ctx->limits[CJ_LIMIT_INPUT_BYTES]);
    }
    if (out->n > 0) {
        if (in->hasher != NULL)
            cji_hasher_update(in->hasher, *out);
        return CJ_OK;
    }
    in->ended = true;
    if (in->hasher != NULL && cji_hasher_final(in->hasher, in->digest) != CJ_OK)
        return cji_fail(in->ctx, error, CJ_E_CRYPTO, NULL, "SHA-256 failed");
    return CJ_OK;
}
