/* The automata of `keyproof.detect.fits.Fits`, read in C. */

#ifndef KEYPROOF_FITS_H
#define KEYPROOF_FITS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

enum { DEAD = 0, START = 2, UNKNOWN = 0xFFFF, OTHER = 128, EDGE = 129, FAR = 130 };

/* One automaton. */
typedef struct {
    PyObject *owner, *steps, *fits, *classes;
    const unsigned char *of;
    long width;
} fits_t;

static void fits_drop(fits_t *f)
{
    Py_CLEAR(f->owner);
    Py_CLEAR(f->steps);
    Py_CLEAR(f->fits);
    Py_CLEAR(f->classes);
}

static int fits_taken(PyObject *from, const char *name, fits_t *f)
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

#endif
