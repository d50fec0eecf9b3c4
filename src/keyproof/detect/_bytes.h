/* Which bytes of a text are of a class, 64 at a time where the machine can: what `_runs.c` skips through a text with. */

#ifndef KEYPROOF_BYTES_H
#define KEYPROOF_BYTES_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

enum { ALNUM = 1, JOINED = 2, HEX = 4, LOWER_HEX = 8, FIRST = 16, SECOND = 32, THIRD = 64, LISTED = 128 };
/* JOINED: what base64 of both alphabets is written with. FIRST to THIRD: the characters, by place in a group of four,
   that base64 of printable text has. LISTED: digits, commas and blanks. */

static unsigned char class_of[256];

typedef struct {
    const unsigned char *text;
    Py_ssize_t size, most;
    PyObject *found;
    int flags;
} search_t;

static void mark(unsigned char *table, const char *which, int as)
{
    for (const unsigned char *at = (const unsigned char *)which; *at; at++) {
        if (at[1] == '-' && at[2]) {
            for (int c = at[0]; c <= at[2]; c++)
                table[c] |= (unsigned char)as;
            at += 2;
        } else
            table[*at] |= (unsigned char)as;
    }
}

static int is_quoted(const unsigned char *t)
{
    return (t[0] == '"' || t[0] == '\'') && (t[2] == '"' || t[2] == '\'') && !(t[0] == t[1] && t[1] == t[2]);
}

#if defined(__SSE2__) && (defined(__GNUC__) || defined(__clang__))
#include <emmintrin.h>
#define INLINE static inline __attribute__((always_inline))

INLINE __m128i between(__m128i text, int low, int high)
{
    __m128i least = _mm_set1_epi8((char)low), most = _mm_set1_epi8((char)high);
    return _mm_and_si128(_mm_cmpeq_epi8(_mm_max_epu8(text, least), text), _mm_cmpeq_epi8(_mm_min_epu8(text, most), text));
}

INLINE __m128i equal(__m128i text, int to)
{
    return _mm_cmpeq_epi8(text, _mm_set1_epi8((char)to));
}

INLINE unsigned long long part_of(const unsigned char *at, int what)
{
    __m128i text = _mm_loadu_si128((const __m128i *)at);
    if (what == LISTED)
        return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(between(text, '0', '9'), between(text, 9, 13)),
                                                        _mm_or_si128(equal(text, ','), equal(text, ' '))));
    __m128i letter = between(_mm_or_si128(text, _mm_set1_epi8(32)), 'a', 'z');
    if (what == ALNUM)
        return (unsigned)_mm_movemask_epi8(_mm_or_si128(letter, between(text, '0', '9')));
    __m128i joint = _mm_or_si128(equal(text, '+'), _mm_or_si128(equal(text, '-'), equal(text, '_')));
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(letter, between(text, '/', '9')), joint));
}

/* Which of the 64 bytes from *at* are *what*, a bit each. */
INLINE unsigned long long mask_of(const unsigned char *at, int what)
{
    return part_of(at, what) | part_of(at + 16, what) << 16 | part_of(at + 32, what) << 32 | part_of(at + 48, what) << 48;
}

/* How often two quotes stand with a character between them that is not the same, some perhaps counted twice. */
INLINE int quoted(const search_t *s, int most)
{
    int count = 0;
    Py_ssize_t at = 0;
    for (; s->size - at >= 64 && count < most; at += 62) {
        unsigned long long twice = 0, once = 0;
        for (int part = 0; part < 64; part += 16) {
            __m128i text = _mm_loadu_si128((const __m128i *)(s->text + at + part));
            twice |= (unsigned long long)(unsigned)_mm_movemask_epi8(equal(text, '"')) << part;
            once |= (unsigned long long)(unsigned)_mm_movemask_epi8(equal(text, '\'')) << part;
        }
        unsigned long long mask = twice | once;
        mask &= mask >> 2 & ~(twice & twice >> 1 & twice >> 2) & ~(once & once >> 1 & once >> 2);
        for (; mask; mask &= mask - 1)
            count++;
    }
    for (; at + 2 < s->size && count < most; at++)
        count += is_quoted(s->text + at);
    return count;
}

/* How far from *from* on no run of *least* (9 to 64) bytes that are *what* begins, 64 bytes at a time. */
INLINE Py_ssize_t without(const search_t *s, Py_ssize_t from, int least, int what)
{
    Py_ssize_t at = from, open = from;
    for (; s->size - at >= 64; at += 64) {
        unsigned long long mask = mask_of(s->text + at, what), run = mask;
        if (!~mask) {
            if (at + 64 - open >= least)
                return open;
            continue;
        }
        if (at + __builtin_ctzll(~mask) - open >= least)
            return open;
        run &= run >> 1;
        run &= run >> 2;
        run &= run >> 4;
        if (least > 16)
            run &= run >> 8;
        if (least > 32)
            run &= run >> 16;
        run &= run >> (least - (least > 32 ? 32 : least > 16 ? 16 : 8));
        if (run)
            return at + __builtin_ctzll(run);
        open = at + 64 - __builtin_clzll(~mask);
    }
    return open;
}

/* Where the bytes from *at* on cease to be *what*, at *end* at the latest. */
INLINE Py_ssize_t end_of(const search_t *s, Py_ssize_t at, Py_ssize_t end, int what)
{
    for (; end - at > 0 && s->size - at >= 64; at += 64) {
        unsigned long long mask = mask_of(s->text + at, what);
        if (~mask) {
            at += __builtin_ctzll(~mask);
            return at < end ? at : end;
        }
    }
    while (at < end && (class_of[s->text[at]] & what))
        at++;
    return at < end ? at : end;
}
#else
#define INLINE static

INLINE Py_ssize_t without(const search_t *s, Py_ssize_t from, int least, int what)
{
    (void)s, (void)least, (void)what;
    return from;
}

INLINE int quoted(const search_t *s, int most)
{
    int count = 0;
    for (Py_ssize_t at = 0; at + 2 < s->size && count < most; at++)
        count += is_quoted(s->text + at);
    return count;
}

INLINE Py_ssize_t end_of(const search_t *s, Py_ssize_t at, Py_ssize_t end, int what)
{
    while (at < end && (class_of[s->text[at]] & what))
        at++;
    return at;
}
#endif

#endif
