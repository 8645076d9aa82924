/* SPDX-License-Identifier: MIT */
/* Containers: bounded buffer, arena, map. */
#include "core/core.h"

#include <stdio.h>

void cji_buf_init(cji_buf *b, cj_context *ctx, size_t max)
{
    *b = (cji_buf){.ctx = ctx, .max = max};
}

void cji_buf_fini(cji_buf *b)
{
    if (b->ctx != NULL)
        cji_free(b->ctx, b->p);
    b->p = NULL;
    b->n = b->capacity = 0;
}

void cji_buf_clear(cji_buf *b)
{
    b->n = 0;
    b->status = CJ_OK;
}

/* Room for n more bytes and a NUL. */
static bool room(cji_buf *b, size_t n)
{
    size_t wanted;
    char *grown;
    if (b->status != CJ_OK)
        return false;
    if (n > b->max || b->n > b->max - n) {
        b->status = CJ_E_LIMIT;
        return false;
    }
    if (b->n + n < b->capacity)
        return true;
    wanted = b->capacity == 0 ? 64 : b->capacity;
    while (wanted <= b->n + n)
        wanted *= 2;
    grown = cji_realloc(b->ctx, b->p, wanted);
    if (grown == NULL) {
        b->status = CJ_E_MEMORY;
        return false;
    }
    b->p = grown;
    b->capacity = wanted;
    return true;
}

char *cji_buf_room(cji_buf *b, size_t n)
{
    return room(b, n) ? b->p + b->n : NULL;
}

void cji_buf_put(cji_buf *b, const void *bytes, size_t n)
{
    if (n > 0 && room(b, n)) {
        memcpy(b->p + b->n, bytes, n);
        b->n += n;
    }
}

void cji_buf_str(cji_buf *b, cji_str s)
{
    cji_buf_put(b, s.p, s.n);
}

void cji_buf_puts(cji_buf *b, const char *text)
{
    cji_buf_put(b, text, strlen(text));
}

void cji_buf_putc(cji_buf *b, char c)
{
    cji_buf_put(b, &c, 1);
}

void cji_buf_printf(cji_buf *b, const char *format, ...)
{
    char small[256];
    va_list args;
    int n;
    va_start(args, format);
    n = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (n < 0)
        return;
    if ((size_t)n < sizeof small) {
        cji_buf_put(b, small, (size_t)n);
        return;
    }
    if (!room(b, (size_t)n))
        return;
    va_start(args, format);
    vsnprintf(b->p + b->n, (size_t)n + 1, format, args);
    va_end(args);
    b->n += (size_t)n;
}

cji_str cji_buf_view(const cji_buf *b)
{
    return (cji_str){b->p, b->n};
}

const char *cji_buf_text(cji_buf *b)
{
    if (!room(b, 0))
        return NULL;
    b->p[b->n] = '\0';
    return b->p;
}

void cji_buf_json(cji_buf *b, cji_str text)
{
    cji_buf_putc(b, '"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == '"' || c == '\\')
            cji_buf_printf(b, "\\%c", c);
        else if (c == '\n')
            cji_buf_puts(b, "\\n");
        else if (c < 0x20)
            cji_buf_printf(b, "\\u%04x", c);
        else
            cji_buf_putc(b, (char)c);
    }
    cji_buf_putc(b, '"');
}

/* ---- arena ----------------------------------------------------------------------------------- */

struct cji_arena_block {
    cji_arena_block *next;
    size_t used, size;
    _Alignas(max_align_t) char bytes[];
};

void cji_arena_init(cji_arena *a, cj_context *ctx)
{
    *a = (cji_arena){.ctx = ctx, .block = 1024};
}

void cji_arena_fini(cji_arena *a)
{
    cji_arena_block *block = a->head;
    while (block != NULL) {
        cji_arena_block *next = block->next;
        cji_free(a->ctx, block);
        block = next;
    }
    a->head = NULL;
}

cji_arena_mark cji_arena_now(const cji_arena *a)
{
    return (cji_arena_mark){a->head, a->head != NULL ? a->head->used : 0};
}

void cji_arena_rewind(cji_arena *a, cji_arena_mark mark)
{
    while (a->head != mark.head) {
        cji_arena_block *block = a->head;
        a->head = block->next;
        a->total -= block->size;
        cji_free(a->ctx, block);
    }
    if (a->head != NULL) {
        memset(a->head->bytes + mark.used, 0, a->head->used - mark.used);
        a->head->used = mark.used;
    }
}

static bool arena_grow(cji_arena *a, size_t n)
{
    const size_t most = 256 * 1024;
    size_t size = a->block < n ? n : a->block;
    cji_arena_block *block = cji_alloc(a->ctx, sizeof *block + size);
    if (block == NULL)
        return false;
    block->size = size;
    block->next = a->head;
    a->head = block;
    a->block = size * 2 < most ? size * 2 : most;
    a->total += size;
    return true;
}

void *cji_arena_alloc(cji_arena *a, size_t n)
{
    const size_t align = _Alignof(max_align_t);
    cji_arena_block *block = a->head;
    size_t from = block != NULL ? (block->used + align - 1) / align * align : 0;
    if (n > SIZE_MAX / 4)
        return NULL;
    if (block == NULL || from > block->size || block->size - from < n) {
        if (!arena_grow(a, n))
            return NULL;
        block = a->head;
        from = 0;
    }
    block->used = from + n;
    return block->bytes + from;
}

char *cji_arena_strdup(cji_arena *a, cji_str text)
{
    cji_arena_block *block = a->head;
    char *copy;
    if (text.n > SIZE_MAX / 4)
        return NULL;
    if (block == NULL || block->size - block->used <= text.n) {
        if (!arena_grow(a, text.n + 1))
            return NULL;
        block = a->head;
    }
    /* Texts stand side by side; the block was zeroed, so each has its NUL. */
    copy = block->bytes + block->used;
    if (text.n > 0)
        memcpy(copy, text.p, text.n);
    block->used += text.n + 1;
    return copy;
}

/* ---- map ------------------------------------------------------------------------------------- */

static uint64_t turn(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = turn(v[1], 13) ^ v[0];
    v[0] = turn(v[0], 32);
    v[2] += v[3];
    v[3] = turn(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = turn(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = turn(v[1], 17) ^ v[2];
    v[2] = turn(v[2], 32);
}

/* SipHash-1-3, but for where the length goes: keys come from input, and the seed keeps their author
 * from choosing collisions. */
static uint32_t hash_of(const cji_map *m, uint32_t class_, cji_str key)
{
    uint64_t v[4] = {m->seed[0] ^ 0x736f6d6570736575u, m->seed[1] ^ 0x646f72616e646f6du ^ class_,
                     m->seed[0] ^ 0x6c7967656e657261u, m->seed[1] ^ 0x7465646279746573u};
    uint64_t last = 0;
    const char *p = key.p;
    size_t n = key.n;
    v[3] ^= n;
    for (; n >= 8; p += 8, n -= 8) {
        uint64_t bytes;
        memcpy(&bytes, p, sizeof bytes);
        v[3] ^= bytes;
        sip_round(v);
        v[0] ^= bytes;
    }
    if (n > 0 && key.n >= 8) { /* the last eight once more: the length is known */
        memcpy(&last, key.p + key.n - 8, sizeof last);
    } else {
        for (size_t i = 0; i < n; i++)
            last = last << 8 | (unsigned char)p[i];
    }
    v[3] ^= last;
    sip_round(v);
    v[0] ^= last;
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++)
        sip_round(v);
    return (uint32_t)(v[0] ^ v[1] ^ v[2] ^ v[3]);
}

cj_status cji_map_init(cji_map *m, cj_context *ctx)
{
    *m = (cji_map){.ctx = ctx};
    cji_arena_init(&m->keys, ctx);
    return cji_random(ctx, m->seed, sizeof m->seed);
}

void cji_map_fini(cji_map *m)
{
    if (m->ctx == NULL)
        return;
    cji_arena_fini(&m->keys);
    cji_free(m->ctx, m->entries);
    cji_free(m->ctx, m->slots);
    *m = (cji_map){.ctx = m->ctx};
}

/* The slot of the key, or the free slot where it would go. */
static size_t slot_of(const cji_map *m, uint32_t class_, cji_str key, uint32_t hash)
{
    size_t i = hash & (m->nslots - 1);
    while (m->slots[i] != 0) {
        const cji_map_entry *e = &m->entries[m->slots[i] - 1];
        if (e->hash == hash && e->class_ == class_ && cji_str_eq(key, e->key))
            break;
        i = (i + 1) & (m->nslots - 1);
    }
    return i;
}

uint32_t *cji_map_get(const cji_map *m, uint32_t class_, cji_str key)
{
    size_t i;
    if (m->nslots == 0)
        return NULL;
    i = slot_of(m, class_, key, hash_of(m, class_, key));
    return m->slots[i] != 0 ? &m->entries[m->slots[i] - 1].value : NULL;
}

/* Newest first: no other key was placed in view of the newest, so its slot can be freed. */
void cji_map_truncate(cji_map *m, size_t count)
{
    while (m->count > count) {
        cji_map_entry *e = &m->entries[m->count - 1];
        m->slots[slot_of(m, e->class_, e->key, e->hash)] = 0;
        m->count--;
    }
}

void cji_map_clear(cji_map *m)
{
    if (m->count == 0)
        return;
    memset(m->slots, 0, m->nslots * sizeof *m->slots);
    m->count = 0;
    cji_arena_fini(&m->keys);
    cji_arena_init(&m->keys, m->ctx);
}

static bool rehash(cji_map *m)
{
    size_t n = m->nslots == 0 ? 16 : m->nslots * 2;
    uint32_t *slots = cji_alloc(m->ctx, n * sizeof *slots);
    if (slots == NULL)
        return false;
    cji_free(m->ctx, m->slots);
    m->slots = slots;
    m->nslots = n;
    for (size_t i = 0; i < m->count; i++) {
        size_t at = m->entries[i].hash & (n - 1);
        while (slots[at] != 0)
            at = (at + 1) & (n - 1);
        slots[at] = (uint32_t)i + 1;
    }
    return true;
}

cj_status cji_map_put(cji_map *m, uint32_t class_, cji_str key, uint32_t value)
{
    uint32_t hash = hash_of(m, class_, key);
    size_t i;
    char *copy;
    if (m->count * 4 >= m->nslots * 3 && !rehash(m))
        return CJ_E_MEMORY;
    i = slot_of(m, class_, key, hash);
    if (m->slots[i] != 0)
        return CJ_OK;
    if (!cji_grow(m->ctx, (void **)&m->entries, sizeof *m->entries, m->count, &m->capacity) ||
        (copy = cji_arena_strdup(&m->keys, key)) == NULL)
        return CJ_E_MEMORY;
    m->entries[m->count] = (cji_map_entry){{copy, key.n}, class_, value, hash};
    m->slots[i] = (uint32_t)++m->count;
    return CJ_OK;
}
