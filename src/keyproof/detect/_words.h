/* Which words stand in a text, in any letter case of ASCII: one pass, whatever their number. */

#ifndef KEYPROOF_WORDS_H
#define KEYPROOF_WORDS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

enum { MOST_WORDS = 1024, BUCKETS = 64 };

/* Words that begin alike share a bucket; of each character it is kept which buckets have it first, second and third. */
typedef struct {
    const unsigned char *text[MOST_WORDS];
    Py_ssize_t size[MOST_WORDS];
    uint64_t at[3][256];
    int bucket[BUCKETS + 1];
    int alone[256];
    int count;
} words_t;
/* alone: of each character the number of the word that is this alone, and one. */

static unsigned char low_of(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

/* Fill *w* from *joined*: words in lower case and in order, a NUL between two. It has to stay where it is. */
static int words_read(words_t *w, const char *joined, Py_ssize_t size)
{
    memset(w, 0, sizeof *w);
    for (const char *at = joined, *end = joined + size; at < end;) {
        const char *zero = memchr(at, 0, (size_t)(end - at));
        const char *stop = zero ? zero : end;
        if (w->count == MOST_WORDS || stop == at)
            return 0;
        w->text[w->count] = (const unsigned char *)at;
        w->size[w->count++] = stop - at;
        at = stop + 1;
    }
    for (int number = 0, in = 0; number < w->count; number++) {
        int own = number * BUCKETS / w->count;
        while (in < own)
            w->bucket[++in] = number;
        for (int c = 0; c < 256 && w->size[number] == 1; c++)
            if (low_of((unsigned char)c) == *w->text[number])
                w->alone[c] = number + 1;
        for (int place = 0; place < 3 && w->size[number] > 1; place++)
            for (int c = 0; c < 256; c++)
                if (place >= w->size[number] || low_of((unsigned char)c) == w->text[number][place])
                    w->at[place][c] |= (uint64_t)1 << own;
    }
    for (int in = BUCKETS; in > 0 && !w->bucket[in]; in--)
        w->bucket[in] = w->count;
    return 1;
}

/* Enter in *last* where each word starts last in *t*, from *from* on; whether all of it is ASCII. */
static int words_seen(const words_t *w, const unsigned char *t, Py_ssize_t from, Py_ssize_t size, int32_t *last)
{
    unsigned char all = 0;
    for (Py_ssize_t at = from; at < size; at++) {
        all |= t[at];
        if (w->alone[t[at]])
            last[w->alone[t[at]] - 1] = (int32_t)at;
        uint64_t bits = w->at[0][t[at]];
        if (bits && at + 1 < size && (bits &= w->at[1][t[at + 1]]) && at + 2 < size)
            bits &= w->at[2][t[at + 2]];
        for (; bits; bits &= bits - 1) {
            int in = __builtin_ctzll(bits);
            for (int number = w->bucket[in]; number < w->bucket[in + 1]; number++) {
                Py_ssize_t length = w->size[number], same = 0;
                if (size - at < length)
                    continue;
                while (same < length && low_of(t[at + same]) == w->text[number][same])
                    same++;
                if (same == length)
                    last[number] = (int32_t)at;
            }
        }
    }
    return all < 0x80;
}

#endif
