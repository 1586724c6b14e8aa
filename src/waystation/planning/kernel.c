/* The cheapest way of one party through its network, exactly: what reference.py says in Python, line by line.

   Backwards in time; the label of a place and slot is the least cost from having arrived there then. A stay is a
   window of departures after the arrival, at most so many nights long, so its minimum slides along (a monotone queue)
   and nights in a row need no state of their own. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

enum { PASSED, HOUSE, DESTINATION, ORIGIN };
enum { DAY = 4, NIGHT = 3 };

typedef struct { int32_t leg, tail, head, departs, arrives; } Arc;

typedef struct {
    int32_t slots, days, places, legs, parties, longest, coming;
    const Arc *arc;                                               /* one departure of one leg */
    const int32_t *car, *capacity, *pool, *pathway;               /* by leg */
    const int32_t *kind;                                          /* by place */
    const int64_t *first;                                         /* by party: where its arcs begin in usable */
    const int32_t *usable;                                        /* arcs, latest departure first */
    const int64_t *stop;                                          /* by party: where its places begin in stops */
    const int32_t *stops;                                         /* places where it may wait */
    const int32_t *origin, *size, *escort;                        /* by party */
    const double *unfinished;                                     /* by party: of ending in a house */
    const double *travel, *wait, *until;                          /* by party and leg, place, slot (to leave then) */
    const int32_t *nights;                                        /* by party and place */
    const int32_t *start, *since;                                 /* by party: where and when its way goes on */
    const int32_t *spared;                                        /* by party: where the coming night counts not */
    const int32_t *until_leaving;                                 /* nights in a place, by the slot of leaving it */
} Network;

typedef struct {
    const double *fare, *vehicle, *escort;                        /* by arc: a person, a car, an escort */
    const double *bed;                                            /* by place and slot: a person, since slot 0 */
    const float *share;                                           /* by usable: of a car's price; or none */
} Prices;

typedef struct {                                                  /* what others leave; none: no limits */
    const int32_t *aboard, *beds, *drivers, *escorts, *quota;
    const uint8_t *shut, *barred;                                 /* arcs; place and day */
} Left;

typedef struct {
    double *label, *key;                                          /* by place and slot */
    int32_t *taken, *until, *queue;                               /* by place and slot */
    int32_t *head, *tail;                                         /* by place: the queue's ends */
} Scratch;

static int vehicles(int persons, int seats) { return (persons + seats - 1) / seats; }

static int more_cars(const Network *n, const Left *left, int arc, int size) {
    int seats = n->capacity[n->arc[arc].leg], aboard = left->aboard[arc];
    return vehicles(aboard + size, seats) - vehicles(aboard, seats);
}

static int has_drivers(const Network *n, const Left *left, int arc, int cars) {
    const int32_t *drivers = left->drivers + (int64_t)n->pool[n->arc[arc].leg] * (n->slots + n->longest);
    int departs = n->arc[arc].departs, back = departs + 2 * (n->arc[arc].arrives - departs);
    for (int slot = departs; slot < back; slot++)
        if (drivers[slot] < cars) return 0;
    return 1;
}

static int has_room(const Network *n, const Left *left, int party, int arc) {
    int leg = n->arc[arc].leg, size = n->size[party], pathway = n->pathway[leg];
    if (left->shut[arc]) return 0;
    if (pathway >= 0 && left->quota[pathway] < size) return 0;
    if (n->escort[party])
        for (int slot = n->arc[arc].departs; slot < n->arc[arc].arrives; slot++)
            if (left->escorts[slot] < 1) return 0;
    if (!n->car[leg]) return left->aboard[arc] + size <= n->capacity[leg];
    int cars = more_cars(n, left, arc, size);
    return !cars || has_drivers(n, left, arc, cars);
}

static double price_of(const Network *n, const Prices *prices, const Left *left, int party, int64_t k) {
    int arc = n->usable[k], leg = n->arc[arc].leg, size = n->size[party];
    double price = n->travel[(int64_t)party * n->legs + leg] + size * prices->fare[arc];
    if (n->escort[party]) price += prices->escort[arc];
    if (n->car[leg]) {
        if (prices->share) price += prices->share[k] * prices->vehicle[arc];
        else if (left) price += more_cars(n, left, arc, size) * prices->vehicle[arc];
    }
    return price;
}

static double waited(const Network *n, const Prices *prices, int party, int place, int slot) {
    if (place == n->origin[party]) return n->until[(int64_t)party * (n->slots + 1) + slot];
    return n->wait[(int64_t)party * n->places + place] * slot
         + n->size[party] * prices->bed[(int64_t)place * (n->slots + 1) + slot];
}

static int sleeps(const Network *n, const Left *left, int party, int place, int slot) {
    if (place == n->origin[party]) return 1;
    if (!n->nights[(int64_t)party * n->places + place]) return 0;
    int64_t night = (int64_t)place * n->days + slot / DAY;
    return !left || (!left->barred[night] && left->beds[night] >= n->size[party]);
}

static int most_nights(const Network *n, int party, int place) {
    return place == n->origin[party] ? n->days + 1 : n->nights[(int64_t)party * n->places + place];
}

/* Nights in a place until it is left in a slot: a night is the last slot of its day. */
static int nights_until(const Network *n, int party, int place, int slot) {
    int spared = n->kind[place] == ORIGIN || (slot == n->coming && place == n->spared[party]);
    return spared ? slot / DAY : n->until_leaving[slot];
}

static int nights_between(const Network *n, int party, int place, int from, int to) {
    return nights_until(n, party, place, to) - from / DAY;
}

/* Whether that very night counts for who leaves then. */
static int has_night(const Network *n, int party, int place, int slot) {
    return nights_until(n, party, place, slot) > slot / DAY;
}

/* As `waited`, with the bed of the night in which it leaves. */
static double waited_until(const Network *n, const Prices *prices, int party, int place, int slot) {
    double before = waited(n, prices, party, place, slot);
    if (!has_night(n, party, place, slot)) return before;
    const double *bed = prices->bed + (int64_t)place * (n->slots + 1) + slot;
    return before + n->size[party] * (bed[1] - bed[0]);
}

/* Slides the window of a place back to this slot, in which the cheapest departure costs `leaves`. */
static void arrive(const Network *n, const Prices *prices, const Left *left, Scratch *s, int party, int place, int slot,
                   double leaves) {
    int64_t row = (int64_t)place * (n->slots + 1);
    int32_t *queue = s->queue + row, head = s->head[place], tail = s->tail[place];
    double *key = s->key + row;
    int something = head < tail || leaves < INFINITY;
    if (slot % DAY == NIGHT && something && !sleeps(n, left, party, place, slot)) {
        head = tail;
        if (has_night(n, party, place, slot)) leaves = INFINITY;
    }
    if (head == tail && leaves == INFINITY) {
        s->label[row + slot] = INFINITY, s->until[row + slot] = -1, s->head[place] = head;
        return;
    }
    double before = waited(n, prices, party, place, slot);
    if (leaves < INFINITY) {
        key[slot] = leaves + waited_until(n, prices, party, place, slot);
        while (tail > head && key[queue[tail - 1]] >= key[slot]) tail--;
        queue[tail++] = slot;
    }
    while (tail > head && nights_between(n, party, place, slot, queue[head]) > most_nights(n, party, place)) head++;
    s->head[place] = head, s->tail[place] = tail;
    s->until[row + slot] = tail > head ? queue[head] : -1;
    s->label[row + slot] = tail > head ? key[queue[head]] - before : INFINITY;
}

/* Before the first slot, which is the last: nothing waits, and who is at a destination is there. */
static void begin(const Network *n, Scratch *s, double *leaves) {
    for (int place = 0; place < n->places; place++) {
        int64_t row = (int64_t)place * (n->slots + 1);
        s->head[place] = s->tail[place] = 0, leaves[place] = INFINITY, s->taken[row + n->slots] = -1;
        if (n->kind[place] == DESTINATION)
            for (int slot = 0; slot <= n->slots; slot++) s->label[row + slot] = 0;
    }
}

/* All labels of one party. `leaves` is room for one number a place. */
static void label(const Network *n, const Prices *prices, const Left *left, Scratch *s, int party, double *leaves) {
    int64_t k = n->first[party], end = n->first[party + 1], width = n->slots + 1;
    const int32_t *stop = n->stops + n->stop[party], *last = n->stops + n->stop[party + 1];
    begin(n, s, leaves);
    for (int slot = n->slots; slot >= 0; slot--) {
        for (; k < end; k++) {
            int row = n->usable[k];
            const Arc *arc = n->arc + row;
            if (arc->departs != slot) break;
            double price = s->label[arc->head * width + arc->arrives];
            if (price == INFINITY) continue;
            price += price_of(n, prices, left, party, k);
            if (price < leaves[arc->tail] && (!left || has_room(n, left, party, row))) {
                leaves[arc->tail] = price;
                s->taken[arc->tail * width + slot] = (int32_t)k;
            }
        }
        for (const int32_t *place = stop; place < last; place++) {
            if (slot == n->slots && n->kind[*place] == HOUSE) leaves[*place] = n->unfinished[party];
            arrive(n, prices, left, s, party, *place, slot, leaves[*place]);
            leaves[*place] = INFINITY;
        }
    }
}

/* The cheapest way from where the party is, as rows of usable, ended by -1. */
static void follow(const Network *n, const Scratch *s, int party, int32_t *way) {
    int place = n->start[party], slot = n->since[party];
    while (n->kind[place] != DESTINATION) {
        int64_t row = (int64_t)place * (n->slots + 1);
        int leaves = s->until[row + slot];
        int k = leaves < 0 ? -1 : s->taken[row + leaves];
        if (k < 0) break;
        *way++ = k;
        place = n->arc[n->usable[k]].head, slot = n->arc[n->usable[k]].arrives;
    }
    *way = -1;
}

/* Parties from..to-1: the cost of the cheapest way of each, and the way, `longest` arcs at most. */
void ways(const Network *n, const Prices *prices, const Left *left, Scratch *s, int from, int to, double *costs,
          int32_t *found) {
    double *leaves = malloc(sizeof(double) * n->places);
    for (int party = from; party < to; party++) {
        label(n, prices, left, s, party, leaves);
        costs[party - from] = s->label[(int64_t)n->start[party] * (n->slots + 1) + n->since[party]];
        follow(n, s, party, found + (int64_t)(party - from) * (n->slots + 1));
    }
    free(leaves);
}

/* Slides the window of a place on to this slot, in which the cheapest arrival costs `arrives`. */
static double leave(const Network *n, const Prices *prices, Scratch *s, int party, int place, int slot, double arrives) {
    int64_t row = (int64_t)place * (n->slots + 1);
    int32_t *queue = s->queue + row, head = s->head[place], tail = s->tail[place];
    int most = most_nights(n, party, place);
    if (slot && (slot - 1) % DAY == NIGHT && !sleeps(n, 0, party, place, slot - 1)) head = tail;
    if (arrives < INFINITY) {
        double key = arrives - waited(n, prices, party, place, slot);
        while (tail > head && s->key[row + queue[tail - 1]] >= key) tail--;
        s->key[row + slot] = key;
        queue[tail++] = slot;
    }
    while (tail > head && nights_between(n, party, place, queue[head], slot) > most) head++;
    s->head[place] = head, s->tail[place] = tail;
    if (tail == head || (has_night(n, party, place, slot) && !sleeps(n, 0, party, place, slot))) return INFINITY;
    return s->key[row + queue[head]] + waited_until(n, prices, party, place, slot);
}

/* For each usable arc of a party the cost of the cheapest way that takes it: no limits. `come` as large as a label. */
void through(const Network *n, const Prices *prices, Scratch *s, int party, double *come, double *costs) {
    int64_t base = n->first[party], k = n->first[party + 1] - 1, width = n->slots + 1;
    double *leaves = malloc(sizeof(double) * n->places);
    label(n, prices, 0, s, party, leaves);
    for (int64_t i = 0; i < n->places * width; i++) come[i] = INFINITY;
    come[n->start[party] * width + n->since[party]] = 0;
    for (int place = 0; place < n->places; place++) s->head[place] = s->tail[place] = 0;
    for (int slot = 0; slot <= n->slots; slot++) {
        for (int64_t i = n->stop[party]; i < n->stop[party + 1]; i++)
            leaves[n->stops[i]] = leave(n, prices, s, party, n->stops[i], slot, come[n->stops[i] * width + slot]);
        for (; k >= base && n->arc[n->usable[k]].departs == slot; k--) {
            int arc = n->usable[k];
            int64_t at = n->arc[arc].head * width + n->arc[arc].arrives;
            double here = leaves[n->arc[arc].tail] + price_of(n, prices, 0, party, k);
            costs[k - base] = here + s->label[at];
            if (here < come[at]) come[at] = here;
        }
    }
    free(leaves);
}
