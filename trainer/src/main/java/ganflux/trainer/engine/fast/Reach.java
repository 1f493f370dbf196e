package ganflux.trainer.engine.fast;

/**
 * The places along one axis where a tap of a window falls on the image, rather than on its padding.
 *
 * @param first the first of them
 * @param last the last; before {@code first} where there are none
 */
record Reach(long first, long last) {
    /**
     * That of {@code tap}.
     *
     * @param before padding before the image
     * @param places where the window lies
     * @param size of the image
     */
    static Reach of(long tap, long before, long stride, long places, long size) {
        long first = Math.max(0, -Math.floorDiv(tap - before, stride));
        long last = Math.min(places - 1, Math.floorDiv(size - 1 + before - tap, stride));
        return new Reach(first, last);
    }

    long length() {
        return last - first + 1;
    }

    boolean isEmpty() {
        return length() <= 0;
    }
}
