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
    *a = (cji_arena){.ctx = ctx};
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

void *cji_arena_alloc(cji_arena *a, size_t n)
{
    const size_t align = _Alignof(max_align_t);
    cji_arena_block *block = a->head;
    void *out;
    if (n > SIZE_MAX / 4)
        return NULL;
    n = (n + align - 1) / align * align;
    if (block == NULL || block->size - block->used < n) {
        /* Blocks double, so that a small record stays small and a large one stays quick. */
        size_t size = block == NULL ? 1024 : block->size * 2;
        if (size > 256 * 1024)
            size = 256 * 1024;
        if (size < n)
            size = n;
        block = cji_alloc(a->ctx, sizeof *block + size);
        if (block == NULL)
            return NULL;
        block->size = size;
        block->next = a->head;
        a->head = block;
    }
    out = block->bytes + block->used;
    block->used += n;
    return out;
}

char *cji_arena_strdup(cji_arena *a, cji_str text)
{
    char *copy = cji_arena_alloc(a, text.n + 1);
    if (copy != NULL && text.n > 0)
        memcpy(copy, text.p, text.n);
    return copy;
}

/* ---- map ------------------------------------------------------------------------------------- */

/* Seeded FNV-1a with a final mix: keys come from input, and the seed keeps their author from
 * choosing collisions. */
static uint32_t hash_of(const cji_map *m, cji_str key)
{
    uint64_t h = m->seed[0] ^ 0xcbf29ce484222325u;
    for (size_t i = 0; i < key.n; i++)
        h = (h ^ (unsigned char)key.p[i]) * 0x100000001b3u + m->seed[1];
    h ^= h >> 33;
    h *= 0xff51afd7ed558ccdu;
    return (uint32_t)(h ^ (h >> 33));
}

cj_status cji_map_init(cji_map *m, cj_context *ctx)
{
    *m = (cji_map){.ctx = ctx};
    return cji_random(ctx, m->seed, sizeof m->seed);
}

void cji_map_fini(cji_map *m)
{
    if (m->ctx == NULL)
        return;
    for (size_t i = 0; i < m->count; i++)
        cji_free(m->ctx, m->entries[i].key);
    cji_free(m->ctx, m->entries);
    cji_free(m->ctx, m->slots);
    *m = (cji_map){.ctx = m->ctx};
}

/* The slot of the key, or the free slot where it would go. */
static size_t slot_of(const cji_map *m, cji_str key, uint32_t hash)
{
    size_t i = hash & (m->nslots - 1);
    while (m->slots[i] != 0) {
        const cji_map_entry *e = &m->entries[m->slots[i] - 1];
        if (e->hash == hash && cji_str_is(key, e->key))
            break;
        i = (i + 1) & (m->nslots - 1);
    }
    return i;
}

uint32_t *cji_map_get(const cji_map *m, cji_str key)
{
    size_t i;
    if (m->nslots == 0)
        return NULL;
    i = slot_of(m, key, hash_of(m, key));
    return m->slots[i] != 0 ? &m->entries[m->slots[i] - 1].value : NULL;
}

/* Newest first: no other key was placed in view of the newest, so its slot can be freed. */
void cji_map_truncate(cji_map *m, size_t count)
{
    while (m->count > count) {
        cji_map_entry *e = &m->entries[m->count - 1];
        m->slots[slot_of(m, cji_str_of(e->key), e->hash)] = 0;
        cji_free(m->ctx, e->key);
        m->count--;
    }
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

cj_status cji_map_put(cji_map *m, cji_str key, uint32_t value)
{
    uint32_t hash = hash_of(m, key);
    size_t i;
    char *copy;
    if (m->count * 4 >= m->nslots * 3 && !rehash(m))
        return CJ_E_MEMORY;
    i = slot_of(m, key, hash);
    if (m->slots[i] != 0) {
        m->entries[m->slots[i] - 1].value = value;
        return CJ_OK;
    }
    if (!cji_grow(m->ctx, (void **)&m->entries, sizeof *m->entries, m->count, &m->capacity) ||
        (copy = cji_strdup(m->ctx, key)) == NULL)
        return CJ_E_MEMORY;
    m->entries[m->count] = (cji_map_entry){copy, value, hash};
    m->slots[i] = (uint32_t)++m->count;
    return CJ_OK;
}
