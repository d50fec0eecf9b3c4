/* The lines of a text that may bind a value to a credential name, told without an expression: `keyproof.detect.naming`
   is the same in Python. What is not sure here is left to the expressions, so a line too much is given, never one too
   few. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

enum { ALPHA = 1, DIGIT = 2, NAME = 4, FIRST = 8, DOTTED = 16, WORD = 32, BLANK = 64, DRAWN = 128 };
/* NAME: what goes on a name; FIRST: what begins one; DOTTED: what a dotted name is read back over; DRAWN: what a value
   that was drawn is written with. */

enum { DEAD = 0, START = 2, UNKNOWN = 0xFFFF, OTHER = 128, EDGE = 129, FAR = 130 };
enum { BACK = 120, PART = 80, PARTS = 6, LONGEST = 160, NEAR = 88, ALIGNED = 40, RUN = 20, MOST_PARTS = 64 };

static unsigned char class_of[256];
static unsigned char lower_of[256];

/* One automaton, `keyproof.detect.fits.Fits`. */
typedef struct {
    PyObject *owner, *steps, *fits, *classes;
    const unsigned char *of;
    long width;
} fits_t;

typedef struct {
    const char *text;
    Py_ssize_t size;
} part_t;

typedef struct {
    PyObject *kinds, *classify, *joined, *opens;
    fits_t behind, before;
    part_t parts[MOST_PARTS];
    int count;
    long depth, reach;
    unsigned char begins[256];
    unsigned char is_open[256];
} way_t;

static void drop(fits_t *f)
{
    Py_CLEAR(f->owner);
    Py_CLEAR(f->steps);
    Py_CLEAR(f->fits);
    Py_CLEAR(f->classes);
}

static int taken(PyObject *from, const char *name, fits_t *f)
{
    f->owner = PyObject_GetAttrString(from, name);
    if (!f->owner || !(f->steps = PyObject_GetAttrString(f->owner, "steps")) ||
        !(f->fits = PyObject_GetAttrString(f->owner, "fits")) || !(f->classes = PyObject_GetAttrString(f->owner, "class_of")))
        return 0;
    char *of;
    Py_ssize_t size;
    if (!PyByteArray_Check(f->steps) || !PyByteArray_Check(f->fits) || PyBytes_AsStringAndSize(f->classes, &of, &size))
        return 0;
    PyObject *width = PyObject_GetAttrString(f->owner, "width");
    f->width = width ? PyLong_AsLong(width) : -1;
    Py_XDECREF(width);
    f->of = (const unsigned char *)of;
    return f->width > 0 && size > FAR;
}

static void let_go(way_t *way)
{
    drop(&way->behind);
    drop(&way->before);
    Py_CLEAR(way->kinds);
    Py_CLEAR(way->classify);
    Py_CLEAR(way->joined);
    Py_CLEAR(way->opens);
}

static long number_of(PyObject *from, const char *name)
{
    PyObject *found = PyObject_GetAttrString(from, name);
    long number = found ? PyLong_AsLong(found) : -1;
    Py_XDECREF(found);
    return number;
}

static int read_way(PyObject *from, way_t *way)
{
    char *text;
    Py_ssize_t size;
    way->kinds = PyObject_GetAttrString(from, "kinds");
    way->classify = way->kinds ? PyObject_GetAttrString(from, "classify") : NULL;
    way->joined = way->classify ? PyObject_GetAttrString(from, "parts") : NULL;
    way->opens = way->joined ? PyObject_GetAttrString(from, "opens") : NULL;
    if (!way->opens || !PyDict_Check(way->kinds) || !taken(from, "behind", &way->behind) ||
        !taken(from, "before", &way->before))
        return 0;
    way->depth = number_of(from, "depth");
    way->reach = number_of(from, "reach");
    if (way->depth < 0 || way->reach < 0 || PyBytes_AsStringAndSize(way->opens, &text, &size))
        return 0;
    for (Py_ssize_t at = 0; at < size; at++)
        way->is_open[(unsigned char)text[at]] = 1;
    if (PyBytes_AsStringAndSize(way->joined, &text, &size))
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

/* The state after *state* by the class *number*; -1 where something failed. */
static long step(fits_t *f, long state, int number)
{
    long width = f->width;
    Py_ssize_t at = state * width + number;
    if (2 * (at + 1) > PyByteArray_Size(f->steps))
        return 1;
    uint16_t next;
    memcpy(&next, PyByteArray_AsString(f->steps) + 2 * at, 2);
    if (next != UNKNOWN)
        return next;
    PyObject *made = PyObject_CallMethod(f->owner, "grow", "li", state, number);
    long found = made ? PyLong_AsLong(made) : -1;
    Py_XDECREF(made);
    return found;
}

static void fitting(const fits_t *f, long state, uint64_t bits[2])
{
    bits[0] = bits[1] = ~(uint64_t)0;
    if (16 * (state + 1) <= PyByteArray_Size(f->fits))
        memcpy(bits, PyByteArray_AsString(f->fits) + 16 * state, 16);
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

typedef struct {
    const unsigned char *t;
    Py_ssize_t size, more;
    int goes_on, quoted, looked;
} line_t;
/* more: how many bytes follow the line in its text; looked: whether what follows it decided. */

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

/* Whether a form may fit the name from *start* to *end*; -1 where something failed. */
static int may_fit(way_t *way, line_t *line, Py_ssize_t start, Py_ssize_t end)
{
    const unsigned char *t = line->t;
    uint64_t behind[2], before[2];
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
    fitting(&way->behind, state, behind);
    if (!(behind[0] | behind[1]))
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
    return (behind[0] & before[0]) || (behind[1] & before[1]);
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
    Py_ssize_t start, stop;
} name_t;

/* Whether the name around *at* may bind a value, where it is not *done*, the one before. */
static int named(way_t *way, line_t *line, Py_ssize_t at, name_t *done)
{
    const unsigned char *t = line->t;
    Py_ssize_t low = at > BACK ? at - BACK : 0, start = at;
    while (start > low && (class_of[t[start - 1]] & DOTTED))
        start--;
    if (start > low && t[start - 1] >= OTHER)
        return 1;
    if (start == at && start - low > 3 && t[start - 1] == ' ' && line->size - start >= 3 && lower_of[t[start]] == 'k' &&
        lower_of[t[start + 1]] == 'e' && lower_of[t[start + 2]] == 'y') {
        Py_ssize_t before = start - 1;
        while (before > low && (class_of[t[before - 1]] & ALPHA))
            before--;
        if (before > low && t[before - 1] >= OTHER)
            return 1;
        start = start - before > 3 ? before : start;
    }
    while (start < at && !(class_of[t[start]] & FIRST))
        start++;
    if (!(class_of[t[start]] & FIRST))
        return t[start] >= OTHER;
    Py_ssize_t end = start;
    for (int part = 0; part <= PARTS; part++) {
        Py_ssize_t from = part ? end + 1 : end;
        if (part && (from >= line->size || t[end] != '.' || !(class_of[t[from]] & FIRST)))
            break;
        for (end = from + 1; end < line->size && end - from <= PART && (class_of[t[end]] & NAME);)
            end++;
    }
    if (end < line->size && t[end] >= OTHER)
        return 1;
    if (end + 1 < line->size && t[end] == ' ') {
        Py_ssize_t more = second_word(t + end + 1, line->size - end - 1);
        if (more && end + 1 + more < line->size && t[end + 1 + more] >= OTHER)
            return 1;
        end += more ? more + 1 : 0;
    }
    Py_ssize_t stop = end;
    while (stop > start && (t[stop - 1] == '-' || t[stop - 1] == '.'))
        stop--;
    if (done->start == start && done->stop == stop)
        return 0;
    done->start = start;
    done->stop = stop;
    long kind = kind_of(way, t, start, stop);
    if (kind < 1)
        return (int)kind;
    if (kind == 2 && !may_be_drawn(line, end))
        return 0;
    return may_fit(way, line, start, stop);
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

static const part_t inserts = {"insert", 6};

/* Whether the line may bind a value; -1 where something failed. *looked* says whether what follows the line decided. */
static int may_bind(way_t *way, const unsigned char *t, Py_ssize_t size, Py_ssize_t more, int *looked)
{
    line_t line = {t, size, more, 0, 0, 0};
    Py_ssize_t first = 0;
    name_t done = {-1, -1};
    while (first < size && (class_of[t[first]] & BLANK))
        first++;
    line.quoted = first < size && (t[first] == '"' || t[first] == '\'');
    line.goes_on = goes_on(way, &line);
    for (Py_ssize_t at = 0; at < size; at++) {
        unsigned char c = lower_of[t[at]];
        if (c == 'i' && starts(t + at, size - at, &inserts))
            return 1;
        if (!way->begins[c])
            continue;
        int found = (c == 'a' || c == 'j') && is_loose(&line, at);
        for (int part = 0; !found && part < way->count; part++)
            found = starts(t + at, size - at, way->parts + part);
        if (found && (found = named(way, &line, at, &done)))
            return found;
    }
    *looked = line.looked;
    return 0;
}

/* What is gone through line by line: hits that end in a text, in order. */
typedef struct {
    PyObject *data, *ends, *called, *quiet;
    const unsigned char *t;
    Py_ssize_t size, window, count, calls, call;
    way_t way;
} hits_t;

static int begun(hits_t *h, PyObject *from)
{
    char *bytes;
    if (PyBytes_AsStringAndSize(h->data, &bytes, &h->size))
        return 0;
    h->t = (const unsigned char *)bytes;
    h->count = PyList_Size(h->ends);
    h->calls = PyList_Size(h->called);
    return read_way(from, &h->way);
}

static PyObject *failed(hits_t *h, PyObject *found)
{
    let_go(&h->way);
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

/* Whether nothing is bound from *start* to *stop*; -1 where something failed. */
static int is_quiet(hits_t *h, Py_ssize_t start, Py_ssize_t stop)
{
    Py_ssize_t next = 0;
    while (h->call < h->calls && (next = PyLong_AsSsize_t(PyList_GetItem(h->called, h->call))) <= start)
        h->call++;
    if (h->call < h->calls && next <= stop + 1)
        return PyErr_Occurred() ? -1 : 0;
    PyObject *line = PyBytes_FromStringAndSize((const char *)h->t + start, stop - start);
    int known = line ? PySet_Contains(h->quiet, line) : -1;
    if (!known) {
        int looked = 0, may = may_bind(&h->way, h->t + start, stop - start, h->size - stop, &looked);
        known = may < 0 ? -1 : may ? 0 : !looked && PySet_Add(h->quiet, line) ? -1 : 1;
    }
    Py_XDECREF(line);
    return known;
}

PyDoc_STRVAR(walk_doc, "walk(text, ends, called, quiet, way, window, overlap, most, /)\n--\n\n"
                       "Return (start, stop) of the lines that may bind a value, and whether these are all; see naming.py.");

static PyObject *walk(PyObject *self, PyObject *arguments)
{
    PyObject *from, *found = NULL;
    hits_t h = {0};
    Py_ssize_t overlap, most, done = 0, lines = 0;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "SO!O!OOnnn:walk", &h.data, &PyList_Type, &h.ends, &PyList_Type, &h.called, &h.quiet,
                          &from, &h.window, &overlap, &most))
        return NULL;
    if (!begun(&h, from) || !(found = PyList_New(0)))
        return failed(&h, found);
    int whole = 1;
    for (Py_ssize_t row = 0; row < h.count; row++) {
        Py_ssize_t end = end_at(&h, row), start, stop;
        if (!end)
            return failed(&h, found);
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
            return failed(&h, found);
    }
    let_go(&h.way);
    return Py_BuildValue("NO", found, whole ? Py_True : Py_False);
}

PyDoc_STRVAR(thin_doc, "thin(text, ends, called, quiet, way, window, /)\n--\n\n"
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
        return failed(&h, found);
    for (Py_ssize_t row = 0; row < h.count; row++) {
        Py_ssize_t end = end_at(&h, row);
        if (!end)
            return failed(&h, found);
        if (end > stop) {
            line_of(&h, end, &start, &stop);
            int is_whole = (!start || h.t[start - 1] == '\n') && (stop == h.size || h.t[stop] == '\n');
            quiet = is_whole ? is_quiet(&h, start, stop) : 0;
        }
        if (quiet < 0 || (!quiet && PyList_Append(found, PyList_GetItem(h.ends, row))))
            return failed(&h, found);
    }
    let_go(&h.way);
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
    way_t way = {0};
    (void)self;
    if (!PyArg_ParseTuple(arguments, "UnnO:states", &text, &start, &end, &from))
        return NULL;
    Py_ssize_t size = PyUnicode_GetLength(text);
    if (start >= 0 && start <= end && end <= size && taken(from, "behind", &way.behind) &&
        taken(from, "before", &way.before) && (way.depth = number_of(from, "depth")) >= 0 &&
        (way.reach = number_of(from, "reach")) >= 0) {
        long behind = state_at(&way.behind, text, end, size, way.depth, 1);
        long before = behind < 0 ? -1 : behind ? state_at(&way.before, text, start - 1, size, way.reach + 1, -1) : DEAD;
        if (before >= 0)
            found = Py_BuildValue("ll", behind, before);
    }
    let_go(&way);
    if (!found && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "the name is not in the text");
    return found;
}

static PyMethodDef methods[] = {
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
