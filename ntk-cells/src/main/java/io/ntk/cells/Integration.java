package io.ntk.cells;

/** How the state moves from one step to the next. */
enum Integration {
    /** The equations give the next state. */
    MAP,
    /** The equations give dr/dt; one forward Euler step. */
    EULER,
    /** The equations give dr/dt; one step of the classical fourth-order Runge–Kutta method, the input held constant. */
    RK4
}
