/* A line, and whether what it says goes on with the lines behind it. */

#ifndef KEYPROOF_NEXT_LINE_H
#define KEYPROOF_NEXT_LINE_H

#include "_way.h"

/* The length of the character of UTF-8 at *t*, 0 where it is none, or a blank. */
static int character(const unsigned char *t, Py_ssize_t left)
{
    int size = t[0] >= 0xC2 && t[0] < 0xE0 ? 2 : t[0] >= 0xE0 && t[0] < 0xF0 ? 3 : t[0] >= 0xF0 && t[0] < 0xF5 ? 4 : 0;
    if (!size || left < size)
        return 0;
    for (int at = 1; at < size; at++)
        if ((t[at] & 0xC0) != 0x80)
            return 0;
    if ((t[0] == 0xE0 && t[1] < 0xA0) || (t[0] == 0xED && t[1] > 0x9F) || (t[0] == 0xF0 && t[1] < 0x90) ||
        (t[0] == 0xF4 && t[1] > 0x8F))
        return 0;
    /* Blanks: U+0085, U+00A0, U+1680, U+2000 to U+205F, U+3000, with what else begins so. */
    if ((t[0] == 0xC2 && (t[1] == 0x85 || t[1] == 0xA0)) || (t[0] == 0xE1 && t[1] == 0x9A) ||
        (t[0] == 0xE2 && t[1] < 0x82) || (t[0] == 0xE3 && t[1] == 0x80 && t[2] == 0x80))
        return 0;
    return size;
}

/* more: how many bytes follow the line in its text; rest: how many of these the line after it takes; looked: whether what
   follows the line decided; folds: a statement on it may be read as if it stood on one line; last: where each
   word that forms ask for stands last, once it was counted. */
typedef struct {
    const unsigned char *t;
    Py_ssize_t size, more, rest;
    int goes_on, folds, quoted, looked, counted, plain;
    int32_t last[MOST_WORDS];
} line_t;

/* Whether the line after the one that ends at *stop* begins with what goes on with it: `following.CHAIN`. */
static int is_chained(const unsigned char *t, Py_ssize_t stop, Py_ssize_t size)
{
    Py_ssize_t at = stop + 1, most = size - at > 64 ? at + 64 : size;
    if (stop >= size || t[stop] != '\n')
        return 0;
    while (at < most && (t[at] == ' ' || t[at] == '\t'))
        at++;
    if (at == stop + 1 || size - at < 2)
        return 0;
    switch (t[at]) {
    case '.':
        return (class_of[t[at + 1]] & ALPHA) != 0;
    case '?':
        return t[at + 1] == '?' || t[at + 1] == ':' || t[at + 1] == '.';
    case '|':
        return t[at + 1] == '|';
    case 'o':
        return t[at + 1] == 'r' && size - at > 2 && t[at + 2] == ' ';
    default:
        return 0;
    }
}

/* How many bytes of *t* from *stop* on the line after the one that ends there takes, and those that go on with it by an
   operator: `following.rest`. */
static Py_ssize_t rest_of(const unsigned char *t, Py_ssize_t stop, Py_ssize_t size, Py_ssize_t window)
{
    Py_ssize_t end = stop;
    for (int lines = 0; lines < CHAINED; lines++) {
        if (lines && (!is_chained(t, end, size) || t[end + 1 + (Py_ssize_t)strspn((const char *)t + end + 1, " \t")] == '.'))
            break;
        Py_ssize_t room = size - end - 1 > window ? window : size - end - 1;
        const unsigned char *newline = memchr(t + end + 1, '\n', (size_t)room);
        if (!newline)
            return end + room + 1 - stop;
        end = newline - t;
    }
    return end - stop;
}

static Py_ssize_t without_blanks(const unsigned char *t, Py_ssize_t end)
{
    while (end && (class_of[t[end - 1]] & BLANK))
        end--;
    return end;
}

/* Whether `folding.folded` may find a statement under way where the line ends, for another reason than the next line. */
static int folds(const line_t *line)
{
    const unsigned char *t = line->t;
    Py_ssize_t end = without_blanks(t, line->size), before = end ? without_blanks(t, end - 1) : 0;
    unsigned char last = end ? t[end - 1] : 0, other = before ? t[before - 1] : 0;
    if (last && strchr("([=>|?", last))
        return 1;
    if (last == '{')
        return other == '|' || other == '$';
    if (last == ',')
        return other == '"' || other == '\'' || other == '`';
    if (last == 'r')
        return end > 2 && t[end - 2] == 'o' && (class_of[t[end - 3]] & BLANK);
    if (last != ':' || other == '?')
        return last == ':';
    while (before && !(class_of[t[before - 1]] & BLANK))
        if (t[--before] == '(')
            return 0;
    return !without_blanks(t, before); /* a key alone */
}

/* Whether the value of a name on the line may stand on the next. */
static int goes_on(const way_t *way, const line_t *line)
{
    Py_ssize_t end = line->size, low = end > LONGEST ? end - LONGEST : 0;
    const unsigned char *t = line->t;
    while (end > low && (class_of[t[end - 1]] & BLANK))
        end--;
    if (end == low)
        return 0;
    if (way->is_open[t[end - 1]])
        return 1;
    for (Py_ssize_t at = 4; at < end; at++)
        if (t[at] == ' ' && (!memcmp(t + at - 4, "INTO", 4) || !memcmp(t + at - 4, "into", 4)))
            return 1;
    if ((end - low >= 3 && !memcmp(t + end - 3, " or", 3)) || (end - low >= 2 && !memcmp(t + end - 2, "&&", 2)))
        return 1;
    for (Py_ssize_t at = low; at < end; at++) {
        if (t[at] == '-' || t[at] == '>')
            return 1;
        if (end - at >= 4 && lower_of[t[at]] == 'n' && lower_of[t[at + 1]] == 'a' && lower_of[t[at + 2]] == 'm' &&
            lower_of[t[at + 3]] == 'e')
            return 1;
        if (end - at >= 3 && lower_of[t[at]] == 'k' && lower_of[t[at + 1]] == 'e' && lower_of[t[at + 2]] == 'y')
            return 1;
    }
    return 0;
}

#endif
