// Regular expressions: what extmod/modre.c compiles and runs, in place of
// lib/re1.5. A pattern becomes bytecode, which a backtracking matcher runs. A
// repeated single character takes no stack for each repetition.
//
// Included by modre.c.

#include <limits.h>

#include "host.h"

// A jump and the two lengths of a repetition have two bytes each.
enum {
    // These take a character: the byte of CHAR, the pairs of SET and NOTSET, the
    // letter of CLASS.
    RE_CHAR, RE_ANY, RE_DOT, RE_SET, RE_NOTSET, RE_CLASS,
    // A shortest and a longest number of the one that follows; lazily where the
    // first byte says so.
    RE_REPEAT,
    RE_JUMP, RE_SPLIT, RE_SPLIT_LAZY,
    // The beginning and the end of what a group is repeated for: once more, where it
    // took something.
    RE_LOOP, RE_AGAIN,
    RE_SAVE, RE_BACK,
    RE_START, RE_LINE_END, RE_END, RE_WORD, RE_NOT_WORD,
    RE_MATCH,
};

#define RE_UNBOUNDED (0xffff)
#define RE_MOST_GROUPS (100)
#define RE_MOST_LOOPS (64)

typedef struct {
    const char *start, *at, *end;
    vstr_t code;
    int groups, loops;
} re_compiler_t;

NORETURN static void re_fail(re_compiler_t *c, const char *what) {
    mp_raise_msg_varg(&port_type_PatternError, MP_ERROR_TEXT("%s at position %u"), what, (uint)utf8_charlen((const byte *)c->start, c->at - c->start));
}

static void re_emit(re_compiler_t *c, int byte) {
    vstr_add_byte(&c->code, byte);
}

static void re_emit2(re_compiler_t *c, int value) {
    re_emit(c, value & 0xff);
    re_emit(c, value >> 8 & 0xff);
}

// Makes room for so many bytes before what is at a place.
static void re_insert(re_compiler_t *c, size_t place, size_t count) {
    size_t behind = c->code.len - place;
    vstr_add_len(&c->code, count);
    memmove(c->code.buf + place + count, c->code.buf + place, behind);
}

// Sets the jump at a place to a target; both are counted in bytes of code.
static void re_set_jump(re_compiler_t *c, size_t place, size_t target) {
    int offset = (int)target - (int)(place + 2);
    if (offset != (int16_t)offset) {
        re_fail(c, "pattern too long");
    }
    c->code.buf[place] = offset & 0xff;
    c->code.buf[place + 1] = offset >> 8 & 0xff;
}

static bool re_more(const re_compiler_t *c) {
    return c->at < c->end;
}

static bool re_is_class(char letter) {
    return strchr("dDsSwW", letter) != NULL && letter != 0;
}

// What an escape stands for that is a character of its own; -1 for one that is not.
static int re_escaped(re_compiler_t *c) {
    char letter = *c->at;
    static const char letters[] = "ntrfva0", values[] = "\n\t\r\f\v\a";
    const char *known = letter == 0 ? NULL : strchr(letters, letter);
    if (known != NULL) {
        return values[known - letters];
    }
    if (letter == 'x' && c->end - c->at > 2 && unichar_isxdigit(c->at[1]) && unichar_isxdigit(c->at[2])) {
        int value = unichar_xdigit_value(c->at[1]) * 16 + unichar_xdigit_value(c->at[2]);
        c->at += 2;
        return value;
    }
    return unichar_isalpha(letter) || unichar_isdigit(letter) ? -1 : (byte)letter;
}

NORETURN static void re_bad_escape(re_compiler_t *c) {
    char what[] = "this interpreter's re has no \\?";
    what[sizeof(what) - 2] = *c->at;
    re_fail(c, what);
}

// One end of a range of a set, or a class of characters as a pair of its own.
static int re_set_item(re_compiler_t *c, bool *is_class) {
    *is_class = false;
    int value = (byte)*c->at;
    if (value == '\\' && c->end - c->at > 1) {
        c->at++;
        if (re_is_class(*c->at)) {
            *is_class = true;
            value = *c->at;
        } else if (*c->at == 'b') {
            value = '\b';
        } else {
            value = re_escaped(c);
            if (value < 0) {
                re_bad_escape(c);
            }
        }
    }
    if (value >= 0x80) {
        re_fail(c, "this interpreter's re has no characters beyond ASCII in [a set]");
    }
    c->at++;
    return value;
}

static void re_set(re_compiler_t *c) {
    c->at++;
    bool negative = re_more(c) && *c->at == '^';
    c->at += negative;
    re_emit(c, negative ? RE_NOTSET : RE_SET);
    size_t count_place = c->code.len;
    re_emit(c, 0);
    int count = 0;
    bool first = true;
    for (;; count++, first = false) {
        if (!re_more(c)) {
            re_fail(c, "unterminated character set");
        }
        if (*c->at == ']' && !first) {
            c->at++;
            break;
        }
        bool is_class;
        int low = re_set_item(c, &is_class);
        int high = low;
        if (is_class) {
            // Beyond ASCII, so no range.
            low = 0xff;
        } else if (c->end - c->at > 1 && *c->at == '-' && c->at[1] != ']') {
            c->at++;
            high = re_set_item(c, &is_class);
            if (is_class || high < low) {
                re_fail(c, "bad character range");
            }
        }
        re_emit(c, low);
        re_emit(c, high);
    }
    if (count > 0xff) {
        re_fail(c, "character set too long");
    }
    c->code.buf[count_place] = count;
}

static bool re_number(const char **at, const char *end, int *value) {
    const char *begin = *at;
    int number = 0;
    while (*at < end && unichar_isdigit(**at) && number < RE_UNBOUNDED) {
        number = number * 10 + *(*at)++ - '0';
    }
    *value = number;
    return *at > begin;
}

// The repetition that stands here, where there is one.
static bool re_repetition(re_compiler_t *c, int *least, int *most) {
    if (!re_more(c) || strchr("?*+{", *c->at) == NULL || *c->at == 0) {
        return false;
    }
    *least = *c->at == '+';
    *most = *c->at == '?' ? 1 : RE_UNBOUNDED;
    if (*c->at != '{') {
        c->at++;
        return true;
    }
    // Braces that hold no numbers are themselves.
    const char *at = c->at + 1;
    bool low = re_number(&at, c->end, least), high = low;
    *most = *least;
    if (at < c->end && *at == ',') {
        at++;
        high = re_number(&at, c->end, most);
        low = true;
    }
    if (!low || at >= c->end || *at != '}') {
        return false;
    }
    if (*least >= RE_UNBOUNDED || (high && *most >= RE_UNBOUNDED)) {
        re_fail(c, "the repetition number is too large");
    }
    if (!high) {
        *most = RE_UNBOUNDED;
    }
    if (*most < *least) {
        re_fail(c, "min repeat greater than max repeat");
    }
    c->at = at + 1;
    return true;
}

// Repeats the code from a place on. That of one character becomes a RE_REPEAT, any
// other is written as often as it may come.
static void re_repeat(re_compiler_t *c, size_t term, bool single, int least, int most, bool lazy) {
    if (single) {
        re_insert(c, term, 6);
        char *code = c->code.buf + term;
        code[0] = RE_REPEAT;
        code[1] = lazy;
        code[2] = least & 0xff;
        code[3] = least >> 8;
        code[4] = most & 0xff;
        code[5] = most >> 8;
        return;
    }
    size_t len = c->code.len - term;
    size_t copies = (size_t)least + (most == RE_UNBOUNDED ? 1 : most - least);
    if (m_product(len + 9, copies) > INT16_MAX) {
        re_fail(c, "this interpreter's re cannot repeat a group so often");
    }
    char *block = m_new(char, len + 1);
    memcpy(block, c->code.buf + term, len);
    c->code.len = term;
    for (int i = 0; i < least; i++) {
        vstr_add_strn(&c->code, block, len);
    }
    int split = lazy ? RE_SPLIT_LAZY : RE_SPLIT;
    if (most == RE_UNBOUNDED) {
        size_t begin = c->code.len;
        re_emit(c, split);
        re_emit2(c, 0);
        if (c->loops == RE_MOST_LOOPS) {
            re_fail(c, "too many repeated groups");
        }
        re_emit(c, RE_LOOP);
        re_emit(c, c->loops);
        vstr_add_strn(&c->code, block, len);
        re_emit(c, RE_AGAIN);
        re_emit(c, c->loops++);
        re_emit2(c, 0);
        re_set_jump(c, c->code.len - 2, begin);
        re_set_jump(c, begin + 1, c->code.len);
    } else {
        size_t begin = c->code.len;
        for (int i = least; i < most; i++) {
            re_emit(c, split);
            re_emit2(c, 0);
            vstr_add_strn(&c->code, block, len);
        }
        for (size_t place = begin; place < c->code.len; place += len + 3) {
            re_set_jump(c, place + 1, c->code.len);
        }
    }
    m_del(char, block, len + 1);
}

static void re_alternatives(re_compiler_t *c);

static void re_group(re_compiler_t *c) {
    c->at++;
    int group = 0;
    if (re_more(c) && *c->at == '?') {
        if (c->end - c->at < 2 || c->at[1] != ':') {
            char what[] = "this interpreter's re has no (?...";
            size_t len = sizeof(what) - 4;
            for (int i = 1; i < 4 && c->at + i < c->end && i < 3; i++) {
                what[len++] = c->at[i];
            }
            what[len] = 0;
            re_fail(c, what);
        }
        c->at += 2;
    } else {
        group = ++c->groups;
        if (group > RE_MOST_GROUPS) {
            re_fail(c, "too many groups");
        }
        re_emit(c, RE_SAVE);
        re_emit(c, 2 * group);
    }
    re_alternatives(c);
    if (!re_more(c)) {
        re_fail(c, "missing ), unterminated subpattern");
    }
    c->at++;
    if (group > 0) {
        re_emit(c, RE_SAVE);
        re_emit(c, 2 * group + 1);
    }
}

// One term; says whether it can be repeated, and takes one character.
static void re_term(re_compiler_t *c, bool *repeatable, bool *single) {
    *repeatable = *single = true;
    char first = *c->at;
    int assertion = first == '^' ? RE_START : first == '$' ? RE_LINE_END : -1;
    if (first == '\\') {
        c->at++;
        if (!re_more(c)) {
            re_fail(c, "bad escape (end of pattern)");
        }
        char letter = *c->at;
        assertion = letter == 'A' ? RE_START : letter == 'Z' ? RE_END : letter == 'b' ? RE_WORD : letter == 'B' ? RE_NOT_WORD : -1;
        if (assertion < 0) {
            int group;
            const char *digits = c->at;
            int value = re_escaped(c);
            if (re_is_class(letter)) {
                re_emit(c, RE_CLASS);
                re_emit(c, letter);
            } else if (value >= 0) {
                char utf8[4];
                re_emit(c, RE_CHAR);
                if (value < 0x80 || *digits != 'x') {
                    re_emit(c, value);
                } else {
                    // \xe9 is a character of two bytes.
                    utf8[0] = 0xc0 | value >> 6;
                    re_emit(c, utf8[0]);
                    re_emit(c, RE_CHAR);
                    re_emit(c, 0x80 | (value & 0x3f));
                    *single = false;
                }
            } else if (re_number(&digits, c->end, &group)) {
                if (group > c->groups) {
                    re_fail(c, "invalid group reference");
                }
                re_emit(c, RE_BACK);
                re_emit(c, group);
                *single = false;
                c->at = digits;
                return;
            } else {
                re_bad_escape(c);
            }
            c->at++;
            return;
        }
    }
    if (assertion >= 0) {
        re_emit(c, assertion);
        *repeatable = false;
        c->at++;
    } else if (first == '.') {
        re_emit(c, RE_DOT);
        c->at++;
    } else if (first == '[') {
        re_set(c);
    } else if (first == '(') {
        re_group(c);
        *single = false;
    } else {
        // All bytes of a character.
        const char *begin = c->at;
        do {
            re_emit(c, RE_CHAR);
            re_emit(c, *c->at++);
        } while (re_more(c) && (byte)*begin >= 0xc0 && UTF8_IS_CONT(*c->at));
        *single = c->at == begin + 1;
    }
}

static void re_alternatives(re_compiler_t *c) {
    mp_cstack_check();
    size_t start = c->code.len;
    while (re_more(c) && *c->at != '|' && *c->at != ')') {
        size_t term = c->code.len;
        int least, most;
        if (re_repetition(c, &least, &most)) {
            re_fail(c, "nothing to repeat");
        }
        bool repeatable, single;
        re_term(c, &repeatable, &single);
        if (re_repetition(c, &least, &most)) {
            if (!repeatable) {
                re_fail(c, "nothing to repeat");
            }
            bool lazy = re_more(c) && *c->at == '?';
            c->at += lazy;
            re_repeat(c, term, single, least, most, lazy);
            if (re_repetition(c, &least, &most)) {
                re_fail(c, "multiple repeat");
            }
        }
    }
    if (re_more(c) && *c->at == '|') {
        c->at++;
        re_insert(c, start, 3);
        re_emit(c, RE_JUMP);
        re_emit2(c, 0);
        c->code.buf[start] = RE_SPLIT;
        re_set_jump(c, start + 1, c->code.len);
        size_t jump = c->code.len - 2;
        re_alternatives(c);
        re_set_jump(c, jump, c->code.len);
    }
}

static void re_compile(re_compiler_t *c, const char *pattern, size_t len) {
    c->start = c->at = pattern;
    c->end = pattern + len;
    c->groups = c->loops = 0;
    vstr_init(&c->code, 2 * len + 16);
    re_emit(c, RE_SAVE);
    re_emit(c, 0);
    re_alternatives(c);
    if (re_more(c)) {
        re_fail(c, "unbalanced parenthesis");
    }
    re_emit(c, RE_SAVE);
    re_emit(c, 1);
    re_emit(c, RE_MATCH);
}

// The character here, whose bytes end before `end`.
static unichar re_character(const char *at, const Subject *subject) {
    return subject->utf8 ? utf8_get_char((const byte *)at) : (byte)*at;
}

static bool re_is_word(unichar c, const Subject *subject) {
    return unichar_isalpha(c) || unichar_isdigit(c) || c == '_' || (c >= 0x80 && subject->utf8 && host_is_word(c));
}

static bool re_in_class(char letter, const char *at, const Subject *subject) {
    unichar c = re_character(at, subject);
    switch (letter | 0x20) {
        case 'd':
            return unichar_isdigit(c) == !(letter == 'D');
        case 's':
            return (c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x80 && subject->utf8 && host_is_space(c))) == !(letter == 'S');
        default:
            return re_is_word(c, subject) == !(letter == 'W');
    }
}

// Whether a character of a word ends, or begins, at a place.
static bool re_word_before(const char *at, const Subject *subject) {
    if (at == subject->begin_line) {
        return false;
    }
    do {
        at--;
    } while (subject->utf8 && UTF8_IS_CONT(*at));
    return re_is_word(re_character(at, subject), subject);
}

static bool re_word_behind(const char *at, const Subject *subject) {
    return at < subject->end && re_is_word(re_character(at, subject), subject);
}

static int re_length(const byte *code) {
    switch (*code) {
        case RE_CHAR:
        case RE_CLASS:
            return 2;
        case RE_SET:
        case RE_NOTSET:
            return 2 + 2 * code[1];
        default:
            return 1;
    }
}

// Where the text goes on behind the character that this takes, NULL where it takes
// none here.
static const char *re_take(const byte *code, const char *at, const Subject *subject) {
    if (at >= subject->end) {
        return NULL;
    }
    byte c = *at;
    bool taken = true;
    if (*code == RE_CHAR) {
        return c == code[1] ? at + 1 : NULL;
    } else if (*code == RE_DOT) {
        taken = c != '\n';
    } else if (*code == RE_CLASS) {
        taken = re_in_class(code[1], at, subject);
    } else if (*code == RE_SET || *code == RE_NOTSET) {
        taken = false;
        for (const byte *pair = code + 2, *end = pair + 2 * code[1]; pair < end && !taken; pair += 2) {
            taken = pair[0] == 0xff ? re_in_class(pair[1], at, subject) : c >= pair[0] && c <= pair[1];
        }
        taken = taken == (*code == RE_SET);
    }
    if (!taken) {
        return NULL;
    }
    at++;
    while (subject->utf8 && c >= 0xc0 && at < subject->end && UTF8_IS_CONT(*at)) {
        at++;
    }
    return at;
}

static bool re_run(const byte *code, const char *at, const Subject *subject, const char **saved) {
    mp_cstack_check();
    for (;;) {
        const byte *operand = code + 1;
        int jump = (int16_t)(operand[0] | operand[1] << 8);
        switch (*code) {
            case RE_REPEAT: {
                bool lazy = operand[0];
                size_t least = operand[1] | operand[2] << 8, most = operand[3] | operand[4] << 8;
                const byte *one = code + 6, *rest = one + re_length(one);
                size_t count = 0;
                const char *next;
                while ((lazy ? count < least : count < most || most == RE_UNBOUNDED) && (next = re_take(one, at, subject)) != NULL) {
                    at = next;
                    count++;
                }
                if (count < least) {
                    return false;
                }
                while (lazy) {
                    if (re_run(rest, at, subject, saved)) {
                        return true;
                    }
                    if ((count == most && most != RE_UNBOUNDED) || (at = re_take(one, at, subject)) == NULL) {
                        return false;
                    }
                    count++;
                }
                for (; count > least; count--) {
                    // What must follow is looked at first: mostly it does not.
                    if ((*rest != RE_CHAR || re_take(rest, at, subject) != NULL) && re_run(rest, at, subject, saved)) {
                        return true;
                    }
                    do {
                        at--;
                    } while (subject->utf8 && UTF8_IS_CONT(*at));
                }
                code = rest;
                continue;
            }
            case RE_JUMP:
                code += 3 + jump;
                continue;
            case RE_SPLIT:
                if (re_run(code + 3, at, subject, saved)) {
                    return true;
                }
                code += 3 + jump;
                continue;
            case RE_SPLIT_LAZY:
                if (re_run(code + 3 + jump, at, subject, saved)) {
                    return true;
                }
                code += 3;
                continue;
            case RE_SAVE: {
                const char *before = saved[operand[0]];
                saved[operand[0]] = at;
                if (re_run(code + 2, at, subject, saved)) {
                    return true;
                }
                saved[operand[0]] = before;
                return false;
            }
            case RE_BACK: {
                const char *begin = saved[2 * operand[0]], *end = saved[2 * operand[0] + 1];
                if (begin == NULL || end == NULL || end - begin > subject->end - at || memcmp(begin, at, end - begin) != 0) {
                    return false;
                }
                at += end - begin;
                code += 2;
                continue;
            }
            case RE_START:
                if (at != subject->begin_line) {
                    return false;
                }
                code++;
                continue;
            case RE_LINE_END:
                if (at != subject->end && !(at + 1 == subject->end && *at == '\n')) {
                    return false;
                }
                code++;
                continue;
            case RE_END:
                if (at != subject->end) {
                    return false;
                }
                code++;
                continue;
            case RE_WORD:
            case RE_NOT_WORD: {
                bool boundary = re_word_before(at, subject) != re_word_behind(at, subject);
                if (boundary != (*code == RE_WORD)) {
                    return false;
                }
                code++;
                continue;
            }
            case RE_LOOP: {
                const char *before = subject->loops[operand[0]];
                subject->loops[operand[0]] = at;
                if (re_run(code + 2, at, subject, saved)) {
                    return true;
                }
                subject->loops[operand[0]] = before;
                return false;
            }
            case RE_AGAIN:
                jump = (int16_t)(operand[1] | operand[2] << 8);
                code += at == subject->loops[operand[0]] ? 4 : 4 + jump;
                continue;
            case RE_MATCH:
                return at != subject->refused;
            default:
                at = re_take(code, at, subject);
                if (at == NULL) {
                    return false;
                }
                code += re_length(code);
        }
    }
}

// Matches at the beginning, or at the first place where it can.
static int re1_5_recursiveloopprog(ByteProg *prog, Subject *subject, const char **saved, int count, int is_anchored) {
    const byte *code = (const byte *)prog->insts;
    const char *loops[RE_MOST_LOOPS] = {0};
    subject->loops = loops;
    bool from_start = code[2] == RE_START;
    for (const char *at = subject->begin; at <= subject->end; at++) {
        if (subject->utf8 && at < subject->end && UTF8_IS_CONT(*at)) {
            continue;
        }
        memset(saved, 0, count * sizeof(*saved));
        if (re_run(code, at, subject, saved)) {
            return 1;
        }
        if (is_anchored || from_start) {
            break;
        }
    }
    return 0;
}
