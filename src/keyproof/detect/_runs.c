/* The long runs of letters and digits in a text, and what keyproof looks for in them: the expressions of
   `keyproof.detect.runs`, of which each is written out there beside its number here. Hyperscan finds the same, an
   automaton's step for each byte; here the text is touched once in twenty bytes until a run is long enough. */

#include "_bytes.h"
#include <string.h>

enum { TEXT = 1, WIDE, HEX_TEXT, HEX_MAGIC, DOTTED, DASHED, HEX_DOT, SID_AC, SID_SK, PAT };

enum { SHORTEST = 14, GOES_ON = 256, LEAST = 20, NUMBERS = 33, COMMAS = 11, QUOTED = 4 };
enum { HAS_NUMBERS = 1, HAS_QUOTED = 2, CUT = 4 };

static unsigned char wide_of[256];

static int all(const search_t *s, Py_ssize_t start, Py_ssize_t count, int what)
{
    if (start < 0 || count > s->size - start)
        return 0;
    for (Py_ssize_t at = start; at < start + count; at++)
        if (!(class_of[s->text[at]] & what))
            return 0;
    return 1;
}

static int told(search_t *s, int number, Py_ssize_t end)
{
    if (PyList_Size(s->found) >= s->most) {
        s->flags |= CUT;
        return 1;
    }
    PyObject *one = Py_BuildValue("in", number, end);
    int failed = !one || PyList_Append(s->found, one);
    Py_XDECREF(one);
    return !failed;
}

static int is_text(const unsigned char *t)
{
    for (int at = 0; at < 20; at += 4)
        if (!(class_of[t[at]] & FIRST) || !(class_of[t[at + 1]] & SECOND) || !(class_of[t[at + 2]] & THIRD))
            return 0;
    return 1;
}

static int is_wide(const unsigned char *t)
{
    for (int at = 0; at < 24; at += 8)
        if (!(class_of[t[at]] & FIRST) || !(wide_of[t[at + 1]] & 1) || (t[at + 2] != 'A' && t[at + 2] != 'B') ||
            !(wide_of[t[at + 3]] & 2) || t[at + 4] != 'A' || !(wide_of[t[at + 5]] & 4) || !(wide_of[t[at + 6]] & 8) ||
            t[at + 7] != 'A')
            return 0;
    return 1;
}

static int is_hex_text(const unsigned char *t)
{
    for (int at = 0; at < 28; at += 2) {
        unsigned char low = t[at + 1];
        if (t[at] >= '2' && t[at] <= '7' ? !(class_of[low] & HEX)
                                         : t[at] != '0' || ((low | 32) != 'a' && (low | 32) != 'd' && low != '9'))
            return 0;
    }
    return 1;
}

/* How many characters of a packed file's start, in hex, *t* begins with. */
static int hex_magic(const unsigned char *t)
{
    if (t[0] == '7' && t[1] == '8')
        return (t[2] == '9' && (t[3] | 32) == 'c') || ((t[2] | 32) == 'd' && (t[3] | 32) == 'a') ? 4 : 0;
    if (t[0] == '1' && (t[1] | 32) == 'f' && t[2] == '8' && (t[3] | 32) == 'b' && t[4] == '0' && t[5] == '8')
        return 6;
    if (t[0] == '4' && t[1] == '2' && t[2] == '5' && (t[3] | 32) == 'a' && t[4] == '6' && t[5] == '8')
        return 6;
    return t[0] == '5' && t[1] == '0' && t[2] == '4' && (t[3] | 32) == 'b' && !memcmp(t + 4, "0304", 4) ? 8 : 0;
}

static int is_break(unsigned char c)
{
    return c == 'n' || c == 'r' || c == 't';
}

/* The token `1/digits:hex` or `2/digits/digits:hex` whose hex begins at *at*. */
static int is_pat(const search_t *s, Py_ssize_t at)
{
    Py_ssize_t slash = at - 2;
    while (slash >= 0 && at - slash < 32 && s->text[slash] >= '0' && s->text[slash] <= '9')
        slash--;
    Py_ssize_t digits = at - 2 - slash;
    if (slash < 1 || s->text[slash] != '/' || digits < 12 || digits > 18)
        return 0;
    if (s->text[slash - 1] == '1')
        return 1;
    Py_ssize_t other = slash - 1;
    while (other >= 0 && slash - other < 32 && s->text[other] >= '0' && s->text[other] <= '9')
        other--;
    digits = slash - 1 - other;
    return other >= 1 && s->text[other] == '/' && digits >= 12 && digits <= 18 && s->text[other - 1] == '2';
}

/* What stands in the letters and digits from *start* to *end*, which others do not go on. */
static int plain(search_t *s, Py_ssize_t start, Py_ssize_t end)
{
    const unsigned char *t = s->text;
    Py_ssize_t size = end - start;
    if (size >= 23 && end + 7 < s->size && t[end] == '.' && t[end + 7] == '.') {
        int fits = 1;
        for (Py_ssize_t at = end + 1; fits && at < end + 20; at++)
            fits = at < s->size && (at == end + 7 || ((class_of[t[at]] & JOINED) && t[at] != '+' && t[at] != '/'));
        for (Py_ssize_t at = start; fits && at <= end - 23; at++)
            if (t[at] >= 'M' && t[at] <= 'O') {
                if (!told(s, DOTTED, end + 20))
                    return 0;
                break;
            }
    }
    if (size >= 32 && end < s->size && t[end] == '.' && all(s, end + 1, 12, ALNUM) && all(s, end - 32, 32, LOWER_HEX) &&
        !told(s, HEX_DOT, end + 13))
        return 0;
    for (const char *which = "CKxX"; *which; which++) {
        Py_ssize_t most = *which < 'L' ? end - 33 : end - 29;
        for (Py_ssize_t at = start + 1; at <= most; at++) {
            const unsigned char *found = memchr(t + at, *which, (size_t)(most - at + 1));
            if (!found)
                break;
            at = found - t;
            if ((*which == 'C' && t[at - 1] == 'A') || (*which == 'K' && t[at - 1] == 'S')) {
                if (all(s, at + 1, 32, LOWER_HEX) && !told(s, *which == 'C' ? SID_AC : SID_SK, at + 33))
                    return 0;
            } else if (*which > 'L' && t[at - 1] == '0' && is_hex_text(t + at + 1) && !told(s, HEX_TEXT, at + 29))
                return 0;
        }
    }
    return 1;
}

/* What begins at *start*, behind something that is no letter and no digit, in a run that ends at *end*. */
static int begun(search_t *s, Py_ssize_t start, Py_ssize_t end, int is_escape)
{
    const unsigned char *t = s->text + start;
    Py_ssize_t size = end - start;
    unsigned char before = start ? t[-1] : 0;
    if (before != '+' && before != '/') {
        if (size >= 20 && (class_of[t[0]] & FIRST) && is_text(t) && !told(s, TEXT, start + 20))
            return 0;
        if (size >= 24 && t[4] == 'A' && is_wide(t) && !told(s, WIDE, start + 24))
            return 0;
    }
    if (size >= 28 && is_hex_text(t) && !told(s, HEX_TEXT, start + 28))
        return 0;
    int magic = size >= 44 && !is_escape ? hex_magic(t) : 0;
    return !magic || !all(s, start + magic, 40, HEX) || told(s, HEX_MAGIC, start + magic + 40);
}

static int looked_at(search_t *s, Py_ssize_t start, Py_ssize_t end)
{
    const unsigned char *t = s->text;
    if (!begun(s, start, end, 0))
        return 0;
    if (start && t[start - 1] == '\\' && is_break(t[start]) && !begun(s, start + 1, end, 1))
        return 0;
    if (start && t[start - 1] == ':' && all(s, start, 32, LOWER_HEX) && is_pat(s, start) && !told(s, PAT, start + 12))
        return 0;
    Py_ssize_t from = start;
    while (from < end) {
        Py_ssize_t at = class_of[t[from]] & ALNUM ? end_of(s, from, end, ALNUM) : from;
        if (at == end)
            break;
        if (at - from >= 23 && !plain(s, from, at))
            return 0;
        if (end - at > LEAST && (class_of[t[at + 1]] & ALNUM) && !begun(s, at + 1, end, 0))
            return 0;
        if (t[at] == '-' && at - from >= 32 && end - at >= 18 && t[at + 9] == '-' && all(s, at - 32, 32, LOWER_HEX) &&
            all(s, at + 1, 8, LOWER_HEX) && all(s, at + 10, 8, LOWER_HEX) && !told(s, DASHED, at + 18))
            return 0;
        from = at + 1;
    }
    return end - from < 23 || plain(s, from, end);
}

/* The start of the next run of *least* bytes that are *what*, its end in *end*. -1 where there is none. */
INLINE Py_ssize_t run_from(const search_t *s, Py_ssize_t from, int least, int what, Py_ssize_t *end)
{
    Py_ssize_t start = without(s, from, least, what), before = start - 1, at = start + least - 1;
    while (at < s->size) {
        Py_ssize_t back = at;
        while (back > before && (class_of[s->text[back]] & what))
            back--;
        if (at - back < least) {
            before = back;
            at = back + least;
            continue;
        }
        *end = end_of(s, at, s->size, what);
        return back + 1;
    }
    return -1;
}

static int has_numbers(const search_t *s)
{
    Py_ssize_t end = 0, start;
    while ((start = run_from(s, end, NUMBERS, LISTED, &end)) >= 0) {
        int commas = 0;
        for (Py_ssize_t at = start; at < end; at++)
            if (s->text[at] == ',' && ++commas == COMMAS)
                return 1;
    }
    return 0;
}

static int lists_in(const search_t *s)
{
    return (has_numbers(s) ? HAS_NUMBERS : 0) | (quoted(s, QUOTED) >= QUOTED ? HAS_QUOTED : 0);
}

PyDoc_STRVAR(search_doc, "search(text, most, listed=True, /)\n--\n\nReturn flags, those of lists if *listed*, and (number, end) of each hit, "
                         "*most* of them; see runs.py.");

static PyObject *search(PyObject *self, PyObject *arguments)
{
    (void)self;
    const char *text;
    search_t s = {0};
    int listed = 1;
    if (!PyArg_ParseTuple(arguments, "y#n|p:search", &text, &s.size, &s.most, &listed))
        return NULL;
    s.text = (const unsigned char *)text;
    s.found = PyList_New(0);
    if (!s.found)
        return NULL;
    Py_ssize_t end = 0, start;
    while (!(s.flags & CUT) && (start = run_from(&s, end, LEAST, JOINED, &end)) >= 0)
        if (!looked_at(&s, start, end)) {
            Py_DECREF(s.found);
            return NULL;
        }
    return Py_BuildValue("iN", s.flags | (listed ? lists_in(&s) : 0), s.found);
}

PyDoc_STRVAR(lists_doc, "lists(text, parts, /)\n--\n\nReturn flags of what the parts may hold; see runs.py.");

static PyObject *lists(PyObject *self, PyObject *arguments)
{
    (void)self;
    PyObject *text, *parts;
    char *bytes;
    Py_ssize_t size;
    int flags = 0;
    if (!PyArg_ParseTuple(arguments, "SO:lists", &text, &parts) || PyBytes_AsStringAndSize(text, &bytes, &size))
        return NULL;
    Py_ssize_t count = PySequence_Size(parts);
    for (Py_ssize_t row = 0; row < count; row++) {
        Py_ssize_t start, end;
        PyObject *part = PySequence_GetItem(parts, row);
        int good = part && PyTuple_Check(part) && PyArg_ParseTuple(part, "nn", &start, &end);
        Py_XDECREF(part);
        if (!good || start < 0 || start > end || end > size)
            return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_ValueError, "a part is not of its text");
        search_t s = {(const unsigned char *)bytes + start, end - start, 0, NULL, 0};
        flags |= lists_in(&s);
    }
    return count < 0 ? NULL : PyLong_FromLong(flags);
}

/* Whether the run from *start* to *end* looks drawn enough for a value: `runs.DRAWN` says the same. */
static int is_drawn(const unsigned char *t, Py_ssize_t start, Py_ssize_t end)
{
    int rises = 0, plain = 1, digit = 0, digits = 0;
    Py_ssize_t part = start;
    for (Py_ssize_t at = start; at <= end; at++) {
        unsigned char c = at < end ? t[at] : 0;
        if (!(class_of[c] & ALNUM)) {
            if (digit && at - part >= 6)
                return 1;
            part = at + 1;
            digit = 0;
            plain &= c == '-' || c == '+' || !c;
            continue;
        }
        digit |= c <= '9';
        digits |= digit;
        if (c >= 'a') {
            plain = 0;
            if (at + 1 < end && t[at + 1] >= 'A' && t[at + 1] <= 'Z' && ++rises == 4)
                return 1;
        }
    }
    return plain || (rises && digits);
}

/* Whether the run in which a word ends at *at* goes on as a value does. */
static int may_go_on(const search_t *s, Py_ssize_t at)
{
    if (at < 1 || at >= s->size || !(class_of[s->text[at - 1]] & JOINED) || !(class_of[s->text[at]] & JOINED))
        return 0;
    Py_ssize_t end = end_of(s, at, s->size - at > GOES_ON ? at + GOES_ON : s->size, JOINED);
    return end - at >= SHORTEST && is_drawn(s->text, at, end);
}

PyDoc_STRVAR(near_doc, "near(text, ends, before, reach, /)\n--\n\n"
                       "Return stretches from *before* bytes before the ends of words, in order; see runs.py.");

static PyObject *near(PyObject *self, PyObject *arguments)
{
    (void)self;
    const char *text;
    PyObject *ends, *found;
    search_t s = {0};
    Py_ssize_t before, reach, start = 0, end = 0, low = -1, high = -1;
    int is_value = 0;
    if (!PyArg_ParseTuple(arguments, "y#O!nn:near", &text, &s.size, &PyList_Type, &ends, &before, &reach))
        return NULL;
    s.text = (const unsigned char *)text;
    found = PyList_New(0);
    Py_ssize_t count = found ? PyList_Size(ends) : 0;
    for (Py_ssize_t row = 0; row <= count && found; row++) {
        Py_ssize_t from = s.size + 1, stop = from;
        if (row < count) {
            Py_ssize_t word = PyLong_AsSsize_t(PyList_GetItem(ends, row));
            if (word < 0 || word > s.size) {
                Py_DECREF(found);
                return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_ValueError, "a word ends outside of the text");
            }
            stop = s.size - word > reach ? word + reach : s.size;
            for (int line = 0; line < 2; line++) {
                const unsigned char *newline = memchr(s.text + (line ? from : word), '\n', (size_t)(stop - (line ? from : word)));
                if (!newline)
                    break;
                from = newline - s.text + 1;
                if (line)
                    stop = from;
            }
            /* What goes on behind the word, or the first run of a value that ends far enough behind it. */
            int goes_on = may_go_on(&s, word);
            while (!goes_on && start >= 0 && (end - word < SHORTEST || !is_value)) {
                Py_ssize_t next = end > word ? end : word;
                while (next > end && (class_of[s.text[next - 1]] & JOINED))
                    next--;
                start = run_from(&s, next, SHORTEST, JOINED, &end);
                is_value = start >= 0 && is_drawn(s.text, start, end);
            }
            Py_ssize_t begin = goes_on ? word : start;
            if (begin < 0 || begin + SHORTEST > stop)
                continue;
            from = word > before ? word - before : 0;
        }
        if (from <= high) {
            high = stop > high ? stop : high;
            continue;
        }
        PyObject *one = high >= 0 ? Py_BuildValue("nn", low, high) : NULL;
        if (high >= 0 && (!one || PyList_Append(found, one)))
            Py_CLEAR(found);
        Py_XDECREF(one);
        low = from;
        high = stop;
    }
    return found;
}

static PyMethodDef methods[] = {
    {"search", search, METH_VARARGS, search_doc},
    {"lists", lists, METH_VARARGS, lists_doc},
    {"near", near, METH_VARARGS, near_doc},
    {NULL, NULL, 0, NULL},
};

static int prepared(PyObject *module)
{
    (void)module;
    memset(class_of, 0, sizeof class_of);
    memset(wide_of, 0, sizeof wide_of);
    mark(class_of, "0-9A-Za-z", ALNUM | JOINED);
    mark(class_of, "+/_", JOINED);
    class_of['-'] |= JOINED;
    mark(class_of, "0-9a-f", HEX | LOWER_HEX);
    mark(class_of, "A-F", HEX);
    mark(class_of, "CDI-Za-f", FIRST);
    mark(class_of, "0-3AC-HQS-Xgi-nwyz", SECOND);
    mark(class_of, "014589ABEFIJMNQRUVYZcdghklopstwx", THIRD);
    mark(class_of, "0-9, \t\n\v\f\r", LISTED);
    mark(wide_of, "AQgw", 1);
    mark(wide_of, "0-9A-Za-z+/", 2);
    mark(wide_of, "AC-H", 4);
    mark(wide_of, "AEIMQUYcgkosw048", 8);
    return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, prepared}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_runs", "Long runs of letters and digits.", 0, methods, slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__runs(void)
{
    return PyModuleDef_Init(&definition);
}
