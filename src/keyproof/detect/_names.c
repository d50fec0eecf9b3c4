/* The lines of a text that may bind a value to a credential name, told without an expression: `keyproof.detect.naming`
   is the same in Python. What is not sure here is left to the expressions, so a line too much is given, never one too
   few. */

#include "_fits.h"
#include "_words.h"
#include <stddef.h>

enum { ALPHA = 1, DIGIT = 2, NAME = 4, FIRST = 8, DOTTED = 16, WORD = 32, BLANK = 64, DRAWN = 128 };
/* NAME: what goes on a name; FIRST: what begins one; DOTTED: what a dotted name is read back over; DRAWN: what a value
   that was drawn is written with. */

enum { BACK = 120, PART = 80, PARTS = 6, LONGEST = 160, NEAR = 48, RUN = 20, MOST_PARTS = 128, MOST_FORMS = 128 };

static unsigned char class_of[256];
static unsigned char lower_of[256];

typedef struct {
    const char *text;
    Py_ssize_t size;
} part_t;

/* What is known of names and forms, `keyproof.detect.way.Way`. */
typedef struct {
    PyObject *kinds, *classify, *described, *joined, *opens, *asked, *said;
    fits_t behind, before;
    part_t parts[MOST_PARTS];
    int count;
    long depth, reach;
    unsigned char begins[256];
    unsigned char is_open[256];
    words_t words;
    const unsigned char *groups;
    Py_ssize_t group_of[MOST_FORMS];
    int forms;
} way_t;

static void let_go(way_t *way)
{
    fits_drop(&way->behind);
    fits_drop(&way->before);
    Py_CLEAR(way->kinds);
    Py_CLEAR(way->classify);
    Py_CLEAR(way->described);
    Py_CLEAR(way->joined);
    Py_CLEAR(way->opens);
    Py_CLEAR(way->asked);
    Py_CLEAR(way->said);
}

static long number_of(PyObject *from, const char *name)
{
    PyObject *found = PyObject_GetAttrString(from, name);
    long number = found ? PyLong_AsLong(found) : -1;
    Py_XDECREF(found);
    return number;
}

static int number_at(const unsigned char *groups, Py_ssize_t at)
{
    return groups[2 * at] | groups[2 * at + 1] << 8;
}

/* What each form asks for: two bytes for each number, first how many groups, then each with how many words it has. */
static int read_groups(way_t *way, const char *raw, Py_ssize_t size)
{
    Py_ssize_t at = 0, end = size / 2;
    way->groups = (const unsigned char *)raw;
    for (way->forms = 0; at < end; way->forms++) {
        if (way->forms == MOST_FORMS)
            return 0;
        way->group_of[way->forms] = at;
        for (int left = number_at(way->groups, at++); left > 0; left--) {
            if (at >= end)
                return 0;
            int words = number_at(way->groups, at++);
            if (words > end - at)
                return 0;
            for (; words > 0; words--)
                if (number_at(way->groups, at++) >= way->words.count)
                    return 0;
        }
    }
    return 1;
}

static int read_way(PyObject *from, way_t *way)
{
    char *text;
    Py_ssize_t size;
    if (!(way->kinds = PyObject_GetAttrString(from, "kinds")) || !PyDict_Check(way->kinds) ||
        !(way->classify = PyObject_GetAttrString(from, "classify")) ||
        !(way->described = PyObject_GetAttrString(from, "described")) ||
        !(way->joined = PyObject_GetAttrString(from, "parts")) || !(way->opens = PyObject_GetAttrString(from, "opens")) ||
        !(way->asked = PyObject_GetAttrString(from, "words")) || !(way->said = PyObject_GetAttrString(from, "groups")) ||
        !fits_taken(from, "behind", &way->behind) || !fits_taken(from, "before", &way->before))
        return 0;
    way->depth = number_of(from, "depth");
    way->reach = number_of(from, "reach");
    if (way->depth < 0 || way->reach < 0 || PyBytes_AsStringAndSize(way->opens, &text, &size))
        return 0;
    for (Py_ssize_t at = 0; at < size; at++)
        way->is_open[(unsigned char)text[at]] = 1;
    if (PyBytes_AsStringAndSize(way->asked, &text, &size) || !words_read(&way->words, text, size) ||
        PyBytes_AsStringAndSize(way->said, &text, &size) || !read_groups(way, text, size) ||
        PyBytes_AsStringAndSize(way->joined, &text, &size))
        return 0;
    for (const char *at = text, *end = text + size; at < end;) {
        const char *zero = memchr(at, 0, (size_t)(end - at));
        const char *stop = zero ? zero : end;
        if (way->count == MOST_PARTS || stop == at)
            return 0;
        way->parts[way->count].text = at;
        way->parts[way->count++].size = stop - at;
        way->begins[(unsigned char)*at] = 1;
        at = stop + 1;
    }
    way->begins['a'] = way->begins['j'] = 1;
    return 1;
}

static const char made_of[] = "keyproof.names";

static void unmade(PyObject *capsule)
{
    way_t *way = PyCapsule_GetPointer(capsule, made_of);
    if (way) {
        let_go(way);
        PyMem_Free(way);
    }
}

PyDoc_STRVAR(made_doc, "made(way, /)\n--\n\nReturn *way* as the other functions take it; see way.py.");

static PyObject *made(PyObject *self, PyObject *from)
{
    (void)self;
    way_t *way = PyMem_Malloc(sizeof *way);
    if (!way)
        return PyErr_NoMemory();
    memset(way, 0, sizeof *way);
    PyObject *capsule = read_way(from, way) ? PyCapsule_New(way, made_of, unmade) : NULL;
    if (!capsule) {
        let_go(way);
        PyMem_Free(way);
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_TypeError, "the names are not what they should be");
    }
    return capsule;
}

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
   follows the line decided; last: where each word that forms ask for stands last, once it was counted. */
typedef struct {
    const unsigned char *t;
    Py_ssize_t size, more, rest;
    int goes_on, quoted, looked, counted, plain;
    int32_t last[MOST_WORDS];
} line_t;

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
    long kind = kind_of(way, line->t, name->start, name->stop);
    if (kind < 1)
        return (int)kind;
    if (kind == 2 && !may_be_drawn(line, name->end))
        return 0;
    return may_fit(way, line, name->start, name->stop, bits);
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
    for (Py_ssize_t here = at + size; size && here < line->size && here <= at + size + 4; here++) {
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

static const part_t inserts = {"insert", 6};

/* Whether a part of a credential name, or a name that may name anything, starts at *at*: how long that part is. */
static Py_ssize_t part_at(const way_t *way, const line_t *line, Py_ssize_t at)
{
    unsigned char c = lower_of[line->t[at]];
    if (!way->begins[c])
        return 0;
    for (int part = 0; part < way->count; part++)
        if (starts(line->t + at, line->size - at, way->parts + part))
            return way->parts[part].size;
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

PyDoc_STRVAR(names_doc, "names(text, since, until, made, /)\n--\n\n"
                        "Return (start, stop, end, forms) of the credential names in *text*, which is ASCII; see way.py.");

static PyObject *numbers(const uint64_t bits[2])
{
    PyObject *found = PyList_New(0);
    for (int number = 0; found && number < 128; number++) {
        if (!(bits[number >> 6] >> (number & 63) & 1))
            continue;
        PyObject *one = PyLong_FromLong(number);
        if (!one || PyList_Append(found, one))
            Py_CLEAR(found);
        Py_XDECREF(one);
    }
    return found;
}

static int name_added(PyObject *found, const name_t *name, const uint64_t bits[2])
{
    PyObject *forms = numbers(bits);
    PyObject *one = forms ? Py_BuildValue("nnnN", name->start, name->stop, name->end, forms) : NULL;
    int added = one && !PyList_Append(found, one);
    Py_XDECREF(one);
    return added;
}

static PyObject *names(PyObject *self, PyObject *arguments)
{
    PyObject *text, *capsule;
    Py_ssize_t since, until, next, size;
    line_t line;
    name_t done = {-1, -1, -1}, name;
    uint64_t bits[2];
    (void)self;
    if (!PyArg_ParseTuple(arguments, "UnnO:names", &text, &since, &until, &capsule))
        return NULL;
    way_t *way = PyCapsule_GetPointer(capsule, made_of);
    const char *t = way ? PyUnicode_AsUTF8AndSize(text, &size) : NULL;
    if (!t)
        return NULL;
    if (size != PyUnicode_GetLength(text) || since < 0) {
        PyErr_SetString(PyExc_ValueError, "the names are not in a text of ASCII");
        return NULL;
    }
    PyObject *found = PyList_New(0);
    until = until < size ? until : size;
    memset(&line, 0, offsetof(line_t, last));
    line.t = (const unsigned char *)t;
    next = since;
    for (Py_ssize_t at = since; found && at < until; at++) {
        unsigned char c = lower_of[line.t[at]];
        line.size = until; /* what makes a name a place is looked for up to there */
        Py_ssize_t part = at < next ? 0 : part_at(way, &line, at);
        if (part)
            next = at + part;
        else if (!((c == 'a' || c == 'j') && is_loose(&line, at)))
            continue;
        line.size = size;
        if (name_at(&line, at, since, &name) != FOUND || (name.start == done.start && name.stop == done.stop))
            continue;
        done = name;
        int may = may_be_bound(way, &line, &name, bits);
        if (may < 0 || (may && !name_added(found, &name, bits)))
            Py_CLEAR(found);
    }
    return found;
}

/* What is gone through line by line: hits that end in a text, in order. */
typedef struct {
    PyObject *data, *ends, *called, *quiet, *silent, *silent_calls;
    const unsigned char *t;
    Py_ssize_t size, window, count, calls, call;
    way_t *way;
    line_t line;
} hits_t;

static int begun(hits_t *h, PyObject *capsule)
{
    char *bytes;
    if (PyBytes_AsStringAndSize(h->data, &bytes, &h->size))
        return 0;
    h->t = (const unsigned char *)bytes;
    h->count = PyList_Size(h->ends);
    h->calls = PyList_Size(h->called);
    h->way = PyCapsule_GetPointer(capsule, made_of);
    return h->way != NULL;
}

static PyObject *failed(PyObject *found)
{
    Py_XDECREF(found);
    if (!PyErr_Occurred())
        PyErr_SetString(PyExc_TypeError, "the names are not what they should be");
    return NULL;
}

/* Where the hit of *row* ends; 0 where it is none. */
static Py_ssize_t end_at(const hits_t *h, Py_ssize_t row)
{
    Py_ssize_t end = PyLong_AsSsize_t(PyList_GetItem(h->ends, row));
    if (end > 0 && end <= h->size)
        return end;
    if (!PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "a hit ends outside of the text");
    return 0;
}

/* The line, or a window of it, of the hit that ends at *end*. */
static void line_of(const hits_t *h, Py_ssize_t end, Py_ssize_t *start, Py_ssize_t *stop)
{
    Py_ssize_t at = end - 1, low = at > h->window ? at - h->window : 0;
    Py_ssize_t high = h->size - at > h->window ? at + h->window : h->size;
    *start = at;
    while (*start > low && h->t[*start - 1] != '\n')
        --*start;
    const unsigned char *newline = memchr(h->t + at, '\n', (size_t)(high - at));
    *stop = newline ? newline - h->t : high;
}

/* Whether *known* has the bytes from *start* to *stop*, a set or NULL; -1 where something failed. */
static int is_in(const hits_t *h, PyObject *known, Py_ssize_t start, Py_ssize_t stop)
{
    if (!known)
        return 0;
    PyObject *line = PyBytes_FromStringAndSize((const char *)h->t + start, stop - start);
    int found = line ? PySet_Contains(known, line) : -1;
    Py_XDECREF(line);
    return found;
}

/* Begin the line from *start* to *stop*. */
static void open_line(hits_t *h, Py_ssize_t start, Py_ssize_t stop)
{
    line_t *line = &h->line;
    Py_ssize_t first = 0;
    memset(line, 0, offsetof(line_t, last));
    line->t = h->t + start;
    line->size = stop - start;
    line->more = h->size - stop;
    while (first < line->size && (class_of[line->t[first]] & BLANK))
        first++;
    line->quoted = first < line->size && (line->t[first] == '"' || line->t[first] == '\'');
    line->goes_on = goes_on(h->way, line);
    if (line->goes_on && line->more) {
        Py_ssize_t room = line->more - 1 > h->window ? h->window : line->more - 1;
        const unsigned char *newline = memchr(h->t + stop + 1, '\n', (size_t)room);
        line->rest = newline ? newline - (h->t + stop) : room + 1;
    }
}

/* Whether a parenthesis stands right before *start*: then the line is read with the one before. */
static int is_opened(const hits_t *h, Py_ssize_t start)
{
    Py_ssize_t low = start > 3 ? start - 3 : 0;
    while (start > low && (class_of[h->t[start - 1]] & BLANK))
        start--;
    return start > low && h->t[start - 1] == '(';
}

/* Whether nothing is bound from *start* to *stop*; -1 where something failed. */
static int is_quiet(hits_t *h, Py_ssize_t start, Py_ssize_t stop)
{
    Py_ssize_t next = 0;
    while (h->call < h->calls && (next = PyLong_AsSsize_t(PyList_GetItem(h->called, h->call))) <= start)
        h->call++;
    if (PyErr_Occurred())
        return -1;
    int is_called = h->call < h->calls && next <= stop + 1, known = 0;
    PyObject *silent = is_called ? h->silent_calls : h->silent;
    if (!is_called && (known = is_in(h, h->quiet, start, stop)))
        return known;
    if (is_called && !silent)
        return 0;
    open_line(h, start, stop);
    line_t *line = &h->line;
    /* Where the line goes on it is known by what it is read with. */
    Py_ssize_t both = line->rest && h->t[stop] == '\n' ? stop + line->rest : 0;
    if (silent && !(line->quoted && is_opened(h, start)) &&
        ((known = is_in(h, silent, start, stop)) || (both && (known = is_in(h, silent, start, both)))))
        return known;
    if (is_called)
        return 0;
    if (both && (known = is_in(h, h->quiet, start, both)))
        return known;
    int may = may_bind(h->way, line);
    if (may || (line->looked && !both))
        return may < 0 ? -1 : !may;
    PyObject *own = PyBytes_FromStringAndSize((const char *)h->t + start, (line->looked ? both : stop) - start);
    int lost = !own || PySet_Add(h->quiet, own);
    Py_XDECREF(own);
    return lost ? -1 : 1;
}

PyDoc_STRVAR(walk_doc, "walk(text, ends, called, quiet, silent, silent_calls, made, window, overlap, most, /)\n--\n\n"
                       "Return (start, stop) of the lines that may bind a value, and whether these are all; see naming.py.");

static PyObject *walk(PyObject *self, PyObject *arguments)
{
    PyObject *from, *found = NULL;
    hits_t h = {0};
    Py_ssize_t overlap, most, done = 0, lines = 0;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "SO!O!OOOOnnn:walk", &h.data, &PyList_Type, &h.ends, &PyList_Type, &h.called,
                          &h.quiet, &h.silent, &h.silent_calls, &from, &h.window, &overlap, &most))
        return NULL;
    if (!begun(&h, from) || !(found = PyList_New(0)))
        return failed(found);
    int whole = 1;
    for (Py_ssize_t row = 0; row < h.count; row++) {
        Py_ssize_t end = end_at(&h, row), start, stop;
        if (!end)
            return failed(found);
        if (end <= done)
            continue;
        if (++lines > most) {
            whole = 0;
            break;
        }
        line_of(&h, end, &start, &stop);
        if (start < done - overlap)
            start = done - overlap;
        done = stop;
        int quiet = is_quiet(&h, start, stop);
        if (quiet > 0)
            continue;
        PyObject *one = quiet ? NULL : Py_BuildValue("nn", start, stop);
        int lost = !one || PyList_Append(found, one);
        Py_XDECREF(one);
        if (lost)
            return failed(found);
    }
    return Py_BuildValue("NO", found, whole ? Py_True : Py_False);
}

PyDoc_STRVAR(thin_doc, "thin(text, ends, called, quiet, made, window, /)\n--\n\n"
                       "Return those of *ends* that are not on lines, looked at whole, which bind nothing; see naming.py.");

static PyObject *thin(PyObject *self, PyObject *arguments)
{
    PyObject *from, *found = NULL;
    hits_t h = {0};
    Py_ssize_t start = 0, stop = -1;
    int quiet = 0;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "SO!O!OOn:thin", &h.data, &PyList_Type, &h.ends, &PyList_Type, &h.called, &h.quiet,
                          &from, &h.window))
        return NULL;
    if (!begun(&h, from) || !(found = PyList_New(0)))
        return failed(found);
    for (Py_ssize_t row = 0; row < h.count; row++) {
        Py_ssize_t end = end_at(&h, row);
        if (!end)
            return failed(found);
        if (end > stop) {
            line_of(&h, end, &start, &stop);
            int is_whole = (!start || h.t[start - 1] == '\n') && (stop == h.size || h.t[stop] == '\n');
            quiet = is_whole ? is_quiet(&h, start, stop) : 0;
        }
        if (quiet < 0 || (!quiet && PyList_Append(found, PyList_GetItem(h.ends, row))))
            return failed(found);
    }
    return found;
}

static int is_blank(Py_UCS4 c)
{
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c < 0x2060) || c == 0x3000;
}

/* As `Fits.read`, of a text of Python. */
static long state_at(fits_t *f, PyObject *text, Py_ssize_t at, Py_ssize_t size, long depth, int by)
{
    long state = START;
    for (long count = 0; count < depth && state >= START; count++, at += by) {
        if (at < 0 || at >= size)
            return step(f, state, f->of[EDGE]);
        Py_UCS4 c = PyUnicode_ReadChar(text, at);
        if (by < 0 && count == depth - 1)
            c = FAR;
        else if (is_blank(c))
            break;
        else if (c > OTHER)
            c = OTHER;
        state = step(f, state, f->of[c]);
    }
    return state;
}

PyDoc_STRVAR(states_doc, "states(text, start, end, way, /)\n--\n\n"
                         "Return the states of the automata of *way* behind *end* and before *start*; see naming.py.");

static PyObject *states(PyObject *self, PyObject *arguments)
{
    PyObject *text, *from, *found = NULL;
    Py_ssize_t start, end;
    fits_t behind = {0}, before = {0};
    long depth = -1, reach = -1;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "UnnO:states", &text, &start, &end, &from))
        return NULL;
    Py_ssize_t size = PyUnicode_GetLength(text);
    if (start >= 0 && start <= end && end <= size && fits_taken(from, "behind", &behind) &&
        fits_taken(from, "before", &before) && (depth = number_of(from, "depth")) >= 0 &&
        (reach = number_of(from, "reach")) >= 0) {
        long ahead = state_at(&behind, text, end, size, depth, 1);
        long back = ahead < 0 ? -1 : ahead ? state_at(&before, text, start - 1, size, reach + 1, -1) : DEAD;
        if (back >= 0)
            found = Py_BuildValue("ll", ahead, back);
    }
    fits_drop(&behind);
    fits_drop(&before);
    if (!found && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "the name is not in the text");
    return found;
}

static PyMethodDef methods[] = {
    {"made", made, METH_O, made_doc},
    {"names", names, METH_VARARGS, names_doc},
    {"walk", walk, METH_VARARGS, walk_doc},
    {"thin", thin, METH_VARARGS, thin_doc},
    {"states", states, METH_VARARGS, states_doc},
    {NULL, NULL, 0, NULL},
};

static void mark(const char *which, int as)
{
    for (const unsigned char *at = (const unsigned char *)which; *at; at++)
        class_of[*at] |= (unsigned char)as;
}

static int prepared(PyObject *module)
{
    (void)module;
    memset(class_of, 0, sizeof class_of);
    for (int c = 0; c < 256; c++) {
        lower_of[c] = (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        if ((lower_of[c] >= 'a' && lower_of[c] <= 'z'))
            class_of[c] = ALPHA | NAME | FIRST | DOTTED | WORD | DRAWN;
        if (c >= '0' && c <= '9')
            class_of[c] = DIGIT | NAME | DOTTED | WORD | DRAWN;
    }
    mark("_", NAME | FIRST | DOTTED | WORD | DRAWN);
    mark("$", NAME | FIRST | DOTTED);
    mark("-", NAME | DOTTED | DRAWN);
    mark(".", DOTTED);
    mark(" \t\n\r\v\f", BLANK);
    mark("+/=", DRAWN);
    return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, prepared}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_names", "Lines with credential names.", 0, methods, slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__names(void)
{
    return PyModuleDef_Init(&definition);
}
