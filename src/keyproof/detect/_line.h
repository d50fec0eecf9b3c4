/* The credential names on one line, and whether one of them may bind a value. */

#ifndef KEYPROOF_LINE_H
#define KEYPROOF_LINE_H

#include "_next_line.h"

/* Whether what the form *number* asks for stands behind *end*. */
static int has_all(const way_t *way, const line_t *line, int number, Py_ssize_t end)
{
    Py_ssize_t at = way->group_of[number];
    for (int left = number_at(way->groups, at++); left > 0; left--) {
        int found = 0;
        for (int words = number_at(way->groups, at++); words > 0; words--)
            found |= line->last[number_at(way->groups, at++)] >= end;
        if (!found)
            return 0;
    }
    return 1;
}

/* Strike out of *bits* the forms that ask for a word which does not stand behind *end*; -1 where something failed. */
static int narrowed(way_t *way, line_t *line, Py_ssize_t end, uint64_t bits[2])
{
    Py_ssize_t size = line->size + (line->goes_on ? line->rest : 0);
    if (!line->counted) {
        memset(line->last, -1, sizeof *line->last * (size_t)way->words.count);
        line->plain = size < INT32_MAX && words_seen(&way->words, line->t, 0, size, line->last);
        line->counted = 1;
    }
    if (!line->plain)
        return 1;
    for (int number = 0; number < way->forms; number++) {
        uint64_t bit = (uint64_t)1 << (number & 63);
        if ((bits[number >> 6] & bit) && !has_all(way, line, number, end))
            bits[number >> 6] &= ~bit;
    }
    if (bits[0] | bits[1])
        return 1;
    line->looked |= line->goes_on;
    if (!line->goes_on || !line->more)
        return 0;
    PyObject *said = PyObject_CallFunction(way->described, "y#", (const char *)line->t, line->size);
    int described = said ? PyObject_IsTrue(said) : -1;
    Py_XDECREF(said);
    return described;
}

/* Whether a form may fit the name from *start* to *end*, and the *bits* of those; -1 where something failed. */
static int may_fit(way_t *way, line_t *line, Py_ssize_t start, Py_ssize_t end, uint64_t bits[2])
{
    const unsigned char *t = line->t;
    uint64_t before[2];
    long state = START;
    Py_ssize_t at = end;
    for (long count = 0; count < way->depth && state >= START; count++) {
        Py_ssize_t end = line->size + (line->goes_on ? line->more : 0);
        if (at >= end) {
            state = step(&way->behind, state, way->behind.of[EDGE]);
            break;
        }
        if (at >= line->size) {
            line->looked = 1;
            if (line->folds)
                break;
            if (at > line->size && t[at] == '\n')
                break;
        }
        int length = 1;
        if (t[at] >= OTHER && !(length = character(t + at, end - at)))
            break;
        state = step(&way->behind, state, way->behind.of[t[at] < OTHER ? t[at] : OTHER]);
        at += length;
    }
    if (state < 0)
        return -1;
    fitting(&way->behind, state, bits);
    if (!(bits[0] | bits[1]))
        return 0;
    state = START;
    at = start - 1;
    for (long count = 0; count <= way->reach && state >= START; count++, at--) {
        if (at < 0) {
            if (!line->quoted)
                state = step(&way->before, state, way->before.of[EDGE]);
            break;
        }
        if (count < way->reach && t[at] >= OTHER)
            break;
        state = step(&way->before, state, way->before.of[count < way->reach ? t[at] : FAR]);
    }
    if (state < 0)
        return -1;
    fitting(&way->before, state, before);
    bits[0] &= before[0];
    bits[1] &= before[1];
    return bits[0] | bits[1] ? narrowed(way, line, end, bits) : 0;
}

static int is_word(const unsigned char *t, Py_ssize_t left, const char *word, Py_ssize_t size)
{
    return left >= size && !memcmp(t, word, (size_t)size);
}

/* How long the word is that a name may go on with after a blank. */
static Py_ssize_t second_word(const unsigned char *t, Py_ssize_t left)
{
    static const char *const words[] = {"Key", "key", "KEY", "Token", "token", "TOKEN", "Secret", "secret", "Password",
                                        "password", "Code", "code"};
    for (size_t at = 0; at < sizeof words / sizeof *words; at++) {
        Py_ssize_t size = (Py_ssize_t)strlen(words[at]);
        if (is_word(t, left, words[at], size) && (left == size || !(class_of[t[size]] & WORD)))
            return size;
    }
    return 0;
}

/* Whether a value that was drawn may stand close behind *at*. */
static int may_be_drawn(line_t *line, Py_ssize_t at)
{
    Py_ssize_t run = 0;
    for (Py_ssize_t here = at; here < line->size && here < at + NEAR; here++) {
        run = class_of[line->t[here]] & DRAWN ? run + 1 : 0;
        if (run == RUN)
            return 1;
    }
    return line->goes_on && line->size - at < NEAR;
}

/* What the name from *start* to *end* says: 0 nothing, 1 a credential, 2 perhaps one; -1 where something failed. */
static long kind_of(way_t *way, const unsigned char *t, Py_ssize_t start, Py_ssize_t end)
{
    PyObject *name = PyUnicode_FromStringAndSize((const char *)t + start, end - start);
    if (!name)
        return -1;
    PyObject *known = PyDict_GetItemWithError(way->kinds, name);
    long kind = -1;
    if (known)
        kind = PyLong_AsLong(known);
    else if (!PyErr_Occurred()) {
        PyObject *said = PyObject_CallFunctionObjArgs(way->classify, name, NULL);
        kind = said ? PyLong_AsLong(said) : -1;
        Py_XDECREF(said);
    }
    Py_DECREF(name);
    return kind;
}

typedef struct {
    Py_ssize_t start, stop, end;
} name_t;
/* stop: where it ends without a dash or a dot at its end. */

enum { NONE = 0, FOUND = 1, UNSURE = 2 };

/* The name around *at*, which does not start before *least*: whether there is one, and that is told for ASCII alone. */
static int name_at(const line_t *line, Py_ssize_t at, Py_ssize_t least, name_t *name)
{
    const unsigned char *t = line->t;
    Py_ssize_t low = at > least + BACK ? at - BACK : least, start = at;
    while (start > low && (class_of[t[start - 1]] & DOTTED))
        start--;
    if (start > low && t[start - 1] >= OTHER)
        return UNSURE;
    if (start == at && start - low > 3 && t[start - 1] == ' ' && line->size - start >= 3 && lower_of[t[start]] == 'k' &&
        lower_of[t[start + 1]] == 'e' && lower_of[t[start + 2]] == 'y') {
        Py_ssize_t before = start - 1;
        while (before > low && (class_of[t[before - 1]] & ALPHA))
            before--;
        if (before > low && t[before - 1] >= OTHER)
            return UNSURE;
        start = start - before > 3 ? before : start;
    }
    while (start < at && !(class_of[t[start]] & FIRST))
        start++;
    if (start < at && start && t[start - 1] == '\\' && (t[start] == 'n' || t[start] == 'r' || t[start] == 't'))
        start++; /* the start of a line in a string */
    if (!(class_of[t[start]] & FIRST))
        return t[start] >= OTHER ? UNSURE : NONE;
    Py_ssize_t end = start;
    for (int part = 0; part <= PARTS; part++) {
        Py_ssize_t from = part ? end + 1 : end;
        if (part && (from >= line->size || t[end] != '.' || !(class_of[t[from]] & FIRST)))
            break;
        for (end = from + 1; end < line->size && end - from <= PART && (class_of[t[end]] & NAME);)
            end++;
    }
    if (end < line->size && t[end] >= OTHER)
        return UNSURE;
    if (start >= 2 && t[start - 1] == '{' && t[start - 2] == '$') { /* a shell's variable, and what stands for it */
        Py_ssize_t here = start;
        while (here < end && ((t[here] >= 'A' && t[here] <= 'Z') || t[here] == '_' || (class_of[t[here]] & DIGIT)))
            here++;
        if (here > start && here < end && t[here] == '-' && !(class_of[t[start]] & DIGIT))
            end = here;
    }
    if (end + 1 < line->size && t[end] == ' ') {
        Py_ssize_t more = second_word(t + end + 1, line->size - end - 1);
        if (more && end + 1 + more < line->size && t[end + 1 + more] >= OTHER)
            return UNSURE;
        end += more ? more + 1 : 0;
    }
    Py_ssize_t stop = end;
    while (stop > start && (t[stop - 1] == '-' || t[stop - 1] == '.'))
        stop--;
    *name = (name_t){start, stop, end};
    return FOUND;
}

/* Whether a form may fit *name*, and the *bits* of those; -1 where something failed. */
static int may_be_bound(way_t *way, line_t *line, const name_t *name, uint64_t bits[2])
{
    /* The forms first: few names stand where one fits, and what a name says is worked out by Python. */
    int looked = line->looked, may = may_fit(way, line, name->start, name->stop, bits);
    if (may < 1)
        return may;
    long kind = kind_of(way, line->t, name->start, name->stop);
    if (kind == 1 || (kind == 2 && may_be_drawn(line, name->end)))
        return 1;
    line->looked = looked;
    return kind < 0 ? -1 : 0;
}

static int is_loose(const line_t *line, Py_ssize_t at)
{
    const unsigned char *t = line->t;
    Py_ssize_t left = line->size - at, size = 0;
    if (left >= 5 && lower_of[t[at]] == 'a' && lower_of[t[at + 1]] == 'u' && lower_of[t[at + 2]] == 't' &&
        lower_of[t[at + 3]] == 'h')
        size = 4;
    else if (left >= 4 && lower_of[t[at]] == 'j' && lower_of[t[at + 1]] == 'w' && lower_of[t[at + 2]] == 't')
        size = 3;
    for (Py_ssize_t here = at + size; size && here < line->size && here <= at + size + ALIGNED; here++) {
        if (t[here] == '!' && here + 1 < line->size)
            return t[here + 1] == ':' || t[here + 1] == '=' || t[here + 1] == '(';
        if (t[here] == ':' || t[here] == '=' || t[here] == '(')
            return 1;
        if (!memchr("\"'`\\ \t])", t[here], 8))
            return 0;
    }
    return 0;
}

static int starts(const unsigned char *t, Py_ssize_t left, const part_t *part)
{
    if (left < part->size)
        return 0;
    for (Py_ssize_t at = 0; at < part->size; at++)
        if (lower_of[t[at]] != (unsigned char)part->text[at])
            return 0;
    return 1;
}

static const part_t inserts = {"insert", 6, 0};

/* Whether a part of a credential name, or a name that may name anything, starts at *at*: how long that part is. */
static Py_ssize_t part_at(const way_t *way, const line_t *line, Py_ssize_t at)
{
    for (int part = way->begins[lower_of[line->t[at]]]; part; part = way->parts[part - 1].next)
        if (starts(line->t + at, line->size - at, way->parts + part - 1))
            return way->parts[part - 1].size;
    return 0;
}

/* Whether the line may bind a value; -1 where something failed. */
static int may_bind(way_t *way, line_t *line)
{
    const unsigned char *t = line->t;
    name_t done = {-1, -1, -1}, name;
    uint64_t bits[2];
    for (Py_ssize_t at = 0; at < line->size; at++) {
        unsigned char c = lower_of[t[at]];
        if (c == 'i' && starts(t + at, line->size - at, &inserts))
            return 1;
        if (!part_at(way, line, at) && !((c == 'a' || c == 'j') && is_loose(line, at)))
            continue;
        int found = name_at(line, at, 0, &name);
        if (found == UNSURE)
            return 1;
        if (found == NONE || (name.start == done.start && name.stop == done.stop))
            continue;
        done = name;
        if ((found = may_be_bound(way, line, &name, bits)))
            return found;
    }
    return 0;
}

#endif
