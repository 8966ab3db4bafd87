package dev.muster.coordinator.http;

import com.linecorp.armeria.common.RequestHeaders;

/** Whether a page of another site made a request. Browsers say where one comes from; programs say nothing. */
final class Origin {

    private Origin() {}

    /** Whether the request names another origin than this server. */
    static boolean isForeign(RequestHeaders headers) {
        String origin = headers.get("origin");
        return origin != null
                && !origin.equals("http://" + headers.authority())
                && !origin.equals("https://" + headers.authority());
    }

    /** The same, and a browser says so in its other way: for what changes something. */
    static boolean isOfAnotherSite(RequestHeaders headers) {
        String site = headers.get("sec-fetch-site", "none");
        return isForeign(headers) || !(site.equals("none") || site.equals("same-origin"));
    }
}
