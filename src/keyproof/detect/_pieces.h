/* The pieces of a text, and those seen before.

   A text is cut into pieces of some lines where its own bytes say so, so that what two texts have in common is cut alike.
   A piece is known by a hash of it with the lines around that may decide on a hit which ends in it: the LINES before that
   are not blank, and the one behind. Two such with one hash would hide what stands in the second, so nobody who writes a
   text may be able to aim at that. The hash is universal, and its key is drawn for each process: two lanes, each NH over
   blocks of 1 KiB (Black, Halevi, Krawczyk, Krovetz, Rogaway, "UMAC", 1999; here with words of 64 bits: two blocks have
   the same sum with a chance of 2^-64), and what that gives for the blocks as a polynomial modulo 2^61 - 1 at a secret
   point (3n / 2^61 for n blocks). Both lanes have to agree: below 2^-100 for texts of the lengths here. */

#ifndef KEYPROOF_PIECES_H
#define KEYPROOF_PIECES_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LINES = 3, SMALL = 1024, LEAST = 64, MOST = 2048, WIDE = 4096, BLOCK = 128, LANES = 2, SHIFT = 2 };
/* SMALL: bytes of a part from which it pays to look what of it was seen. LEAST, MOST: bytes of a piece from which it may
   end, and from which it does with the line. WIDE: bytes on either side that may decide before a piece is not remembered.
   BLOCK: words hashed at a time; SHIFT: words by which the keys of the second lane are ahead. */

enum { KEYS = BLOCK + SHIFT + LANES, FIRST = 1 << 15, ENTRIES = 1 << 18, HITS = 1 << 18, HELD = 1 << 17 };
/* FIRST, ENTRIES: pieces that there is room for at first, and at most; HITS: hits that are remembered, more or less; HELD:
   pieces of texts searched together after which the other parts are searched as they are. */

enum { KNOWN, NEW, SEARCHED };
/* A piece that is not searched; one that is, and remembered; one that only is. */

#define HEADED ((uint32_t)1 << 31)
/* In the count of hits: a hit that takes more lines may begin here. */

#ifdef __SIZEOF_INT128__
typedef unsigned __int128 wide_t;

typedef struct {
    uint64_t hash[LANES];
    uint32_t first, count;
} entry_t;
/* A piece: the hash, the first of which is never 0 where there is one, and its hits. */

typedef struct {
    Py_ssize_t start, end, low, high, row;
    uint64_t hash[LANES];
    uint32_t entry;
    int kind;
} piece_t;
/* Where a piece stands in its text, and what decides on it. */

typedef struct {
    uint32_t number, end;
} hit_t;

typedef struct {
    uint64_t keys[KEYS];
    entry_t *entries;
    hit_t *hits;
    piece_t *pieces;
    uint32_t size, count, said, spare;
    Py_ssize_t held, space;
    int is_open;
} seen_t;

static const uint64_t PRIME = ((uint64_t)1 << 61) - 1;

static uint64_t reduced(wide_t sum)
{
    uint64_t low = (uint64_t)(sum & PRIME) + (uint64_t)(sum >> 61);
    low = (low & PRIME) + (low >> 61);
    return low >= PRIME ? low - PRIME : low;
}

static uint64_t word_at(const unsigned char *t)
{
    uint64_t word;
    memcpy(&word, t, 8);
    return word;
}

/* The sums of one block of *size* bytes, a multiple of 16, added to what was said of those before. */
static void add_block(const seen_t *s, const unsigned char *t, size_t size, uint64_t said[LANES])
{
    const uint64_t *key = s->keys;
    wide_t sums[LANES] = {0, 0};
    for (size_t at = 0; at < size; at += 16, key += 2) {
        uint64_t one = word_at(t + at), two = word_at(t + at + 8);
        sums[0] += (wide_t)(one + key[0]) * (two + key[1]);
        sums[1] += (wide_t)(one + key[SHIFT]) * (two + key[SHIFT + 1]);
    }
    for (int lane = 0; lane < LANES; lane++) {
        uint64_t point = s->keys[BLOCK + SHIFT + lane] & PRIME, low = (uint64_t)sums[lane], high = (uint64_t)(sums[lane] >> 64);
        said[lane] = reduced((wide_t)said[lane] * point + (low >> 8));
        said[lane] = reduced((wide_t)said[lane] * point + (high >> 8));
        said[lane] = reduced((wide_t)said[lane] * point + ((low & 255) << 8 | (high & 255)));
    }
}

/* The hash of *size* bytes of which a piece takes those from *from* to *to*. */
static void hashed(const seen_t *s, const unsigned char *t, size_t size, size_t from, size_t to, uint64_t said[LANES])
{
    unsigned char last[16] = {0};
    size_t at = 0, rest = size % 16;
    said[0] = said[1] = 1;
    for (; size - at > 8 * BLOCK; at += 8 * BLOCK)
        add_block(s, t + at, 8 * BLOCK, said);
    if (size - at >= 16)
        add_block(s, t + at, size - at - rest, said);
    memcpy(last, t + size - rest, rest);
    add_block(s, last, 16, said);
    for (int lane = 0; lane < LANES; lane++) {
        uint64_t point = s->keys[BLOCK + SHIFT + lane] & PRIME;
        said[lane] = reduced((wide_t)said[lane] * point + size);
        said[lane] = reduced((wide_t)said[lane] * point + from);
        said[lane] = reduced((wide_t)said[lane] * point + to);
    }
}

static int no_memory(void)
{
    PyErr_NoMemory();
    return 0;
}

static int is_error(const char *what)
{
    PyErr_SetString(PyExc_ValueError, what);
    return 0;
}

static void forget(seen_t *s)
{
    s->count = s->said = 0;
    memset(s->entries, 0, s->size * sizeof *s->entries);
}

/* Where the entry with *hash* is, or would be. */
static uint32_t place_of(const seen_t *s, const uint64_t hash[LANES])
{
    uint32_t at = (uint32_t)hash[0] & (s->size - 1);
    while (s->entries[at].hash[0] && (s->entries[at].hash[0] != hash[0] || s->entries[at].hash[1] != hash[1]))
        at = (at + 1) & (s->size - 1);
    return at;
}

/* Make room for what may come, or forget all; 0 where there is no memory. */
static int made_ready(seen_t *s)
{
    if (s->entries && (s->is_open || s->said >= HITS || s->count >= ENTRIES / 4 * 3))
        forget(s);
    if (s->entries && (s->count < s->size / 2 || s->size == ENTRIES))
        return 1;
    uint32_t size = s->entries ? 2 * s->size : FIRST, old = s->size;
    entry_t *entries = PyMem_Calloc(size, sizeof *entries), *before = s->entries;
    if (!entries)
        return no_memory();
    s->entries = entries;
    s->size = size;
    for (uint32_t at = 0; before && at < old; at++)
        if (before[at].hash[0])
            entries[place_of(s, before[at].hash)] = before[at];
    PyMem_Free(before);
    return 1;
}

/* Enter a piece that is searched; NULL where there is no memory. */
static piece_t *add_piece(seen_t *s, Py_ssize_t row, Py_ssize_t start, Py_ssize_t end)
{
    if (s->held == s->space) {
        Py_ssize_t space = s->space ? 2 * s->space : 1024;
        piece_t *pieces = PyMem_Realloc(s->pieces, (size_t)space * sizeof *pieces);
        if (!pieces) {
            no_memory();
            return NULL;
        }
        s->pieces = pieces;
        s->space = space;
    }
    s->pieces[s->held] = (piece_t){start, end, start, end, row, {0, 0}, 0, SEARCHED};
    return &s->pieces[s->held++];
}

/* Take the hash of *piece*, unless too much decides on it. */
static void read_piece(const seen_t *s, const unsigned char *t, piece_t *piece)
{
    if (piece->start - piece->low > WIDE || piece->high - piece->end > WIDE || piece->end - piece->start > INT32_MAX)
        return;
    hashed(s, t + piece->low, (size_t)(piece->high - piece->low), (size_t)(piece->start - piece->low),
           (size_t)(piece->end - piece->low), piece->hash);
    piece->hash[0] |= (uint64_t)1 << 63;
    __builtin_prefetch(&s->entries[(uint32_t)piece->hash[0] & (s->size - 1)]);
}

/* Look *piece* up, and enter it where it is new and there is room. */
static void look_up(seen_t *s, piece_t *piece)
{
    if (!piece->hash[0])
        return;
    piece->entry = place_of(s, piece->hash);
    entry_t *entry = &s->entries[piece->entry];
    if (entry->hash[0])
        piece->kind = KNOWN;
    else if (s->count < s->size / 8 * 7) {
        piece->kind = NEW;
        *entry = (entry_t){{piece->hash[0], piece->hash[1]}, 0, 0};
        s->count++;
    }
}

static int is_blank(unsigned char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static Py_ssize_t line_end(const unsigned char *t, Py_ssize_t from, Py_ssize_t end)
{
    const unsigned char *found = memchr(t + from, '\n', (size_t)(end - from));
    return found ? found - t + 1 : end;
}

/* Whether what ends at *end*, behind a line, is where a piece of any text ends: one line of eight. */
static int is_cut(const unsigned char *t, Py_ssize_t end)
{
    return (word_at(t + end - 9) * UINT64_C(0x9E3779B97F4A7C15)) >> 61 == 0;
}

static int add_range(PyObject *list, Py_ssize_t start, Py_ssize_t end)
{
    PyObject *pair = Py_BuildValue("(nn)", start, end);
    int good = pair && PyList_Append(list, pair) == 0;
    Py_XDECREF(pair);
    return good;
}

/* Enter the pieces of one part of a text; 0 where there is no memory. */
static int cut(seen_t *s, const unsigned char *t, Py_ssize_t row, Py_ssize_t start, Py_ssize_t end)
{
    Py_ssize_t before[LINES], low = start, from = start;
    int kept = 0;
    for (Py_ssize_t at = start; at < end;) {
        Py_ssize_t next = line_end(t, at, end), here = at, size = next - from;
        while (here < next && is_blank(t[here]))
            here++;
        if (here < next) {
            if (kept == LINES)
                memmove(before, before + 1, (LINES - 1) * sizeof *before);
            before[kept == LINES ? LINES - 1 : kept++] = at;
        }
        at = next;
        if (next < end && size < MOST && (size < LEAST || !is_cut(t, next)))
            continue;
        piece_t *piece = add_piece(s, row, from, next);
        if (!piece)
            return 0;
        piece->low = low;
        piece->high = next < end ? line_end(t, next, end) : end;
        read_piece(s, t, piece);
        from = next;
        low = kept == LINES ? before[0] : start;
    }
    return 1;
}

/* Enter one part of a text, and in *list* what has to be searched of it. */
static int add_part(seen_t *s, const unsigned char *t, Py_ssize_t row, Py_ssize_t start, Py_ssize_t end, PyObject *list)
{
    Py_ssize_t first = s->held, from = start, until = -1;
    int headed = 0;
    if (end - start < SMALL || s->held > HELD)
        return add_piece(s, row, start, end) && add_range(list, start, end);
    if (!cut(s, t, row, start, end))
        return 0;
    for (Py_ssize_t at = first; at < s->held; at++) {
        look_up(s, &s->pieces[at]);
        headed |= s->pieces[at].kind == KNOWN && (s->entries[s->pieces[at].entry].count & HEADED);
    }
    if (headed) {
        for (Py_ssize_t at = first; at < s->held; at++)
            s->pieces[at].kind = s->pieces[at].kind == KNOWN ? SEARCHED : s->pieces[at].kind;
        return add_range(list, start, end);
    }
    for (; first < s->held; first++) {
        const piece_t *piece = &s->pieces[first];
        if (piece->kind == KNOWN)
            continue;
        if (until < 0)
            from = piece->low;
        else if (piece->low > until) {
            if (!add_range(list, from, until))
                return 0;
            from = piece->low;
        }
        until = piece->high;
    }
    return until < 0 || add_range(list, from, until);
}
#endif

#endif
