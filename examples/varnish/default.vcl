# Varnish in front of Clientele: answers to GET, each under the credential that asked for it, until they are purged by tag.
# Tested with varnish 7.1.1 and varnish-modules 0.20 (test/integration/varnish.test.ts). Read docs/cdn.md first.
vcl 4.1;

import std;
import xkey;

# An origin, or an edge of Clientele.
backend default {
    .host = "127.0.0.1";
    .port = "4000";
    .first_byte_timeout = 15s;
}

sub vcl_recv {
    # Purges have a listener of their own, `-a purge=127.0.0.1:6091`: who reaches it may purge, and clients do not reach it.
    if (local.socket == "purge") {
        if (req.method != "PURGE" || !req.http.xkey-purge) {
            return (synth(400, "PURGE with the header xkey-purge"));
        }
        return (synth(200, "" + xkey.purge(req.http.xkey-purge)));
    }

    # What Varnish says to Clientele, and an edge to its origin, no client says.
    unset req.http.surrogate-capability;
    unset req.http.x-clientele-edge;

    if (req.url !~ "^/graphql(\?|$)") {
        if (req.url == "/livez" || req.url == "/readyz") {
            return (pass);
        }
        return (synth(404, "There is /graphql, /livez and /readyz"));
    }
    if (req.http.upgrade ~ "(?i)^websocket$") {
        return (pipe);
    }
    # Mutations and all that is posted; who has no credential, or has directions of their own: own writes, strong reads, no-cache,
    # gateways; browsers that open a page; streams.
    if (req.method != "GET" || !req.http.authorization
        || req.http.cookie || req.http.cache-control || req.http.pragma
        || req.http.x-clientele-after || req.http.x-clientele-consistency || req.http.x-clientele-gateway
        || req.http.accept ~ "text/html|text/event-stream|multipart/") {
        return (pass);
    }
    return (hash);
}

# By the credential as it was sent: Varnish cannot tell which of them have equal rights, so that none shares answers with another.
sub vcl_hash {
    hash_data(req.url);
    hash_data(req.http.authorization);
    return (lookup);
}

sub vcl_pipe {
    set bereq.http.upgrade = req.http.upgrade;
    set bereq.http.connection = req.http.connection;
}

# Now the answer comes with its tags, and with how long it may be kept.
sub vcl_backend_fetch {
    if (!bereq.uncacheable) {
        set bereq.http.surrogate-capability = {"varnish="Surrogate/1.0""};
    }
}

sub vcl_backend_response {
    # Without the origin nothing is served beyond its time. To serve what is older while it is away, raise grace; then it is also
    # served once to whoever asks first after that time.
    set beresp.grace = 0s;
    if (!bereq.uncacheable && beresp.status == 200 && beresp.http.surrogate-key
        && beresp.http.cdn-cache-control ~ "^max-age=[0-9]+$") {
        set beresp.ttl = std.duration(regsub(beresp.http.cdn-cache-control, "^max-age=", "") + "s", 0s);
        # An answer whose time is over is asked for by its ETag: 304 if it is still the same.
        set beresp.keep = 10m;
        set beresp.http.xkey = beresp.http.surrogate-key;
        return (deliver);
    }
    # Not kept, and the next one need not wait for this one to know.
    set beresp.uncacheable = true;
    set beresp.ttl = 10s;
    set beresp.keep = 0s;
    return (deliver);
}

sub vcl_deliver {
    unset resp.http.xkey;
    unset resp.http.surrogate-key;
    unset resp.http.cache-tag;
    unset resp.http.surrogate-control;
    unset resp.http.cdn-cache-control;
    if (obj.hits > 0 && !obj.uncacheable) {
        set resp.http.cache-status = "varnish; hit";
    } else if (resp.http.cache-status) {
        set resp.http.cache-status = resp.http.cache-status + ", varnish; fwd=miss";
    }
}

sub vcl_synth {
    set resp.http.content-type = "application/json; charset=utf-8";
    if (resp.status == 200) {
        set resp.body = """{"purged":""" + resp.reason + "}";
    } else {
        set resp.body = {"{"error":{"message":""} + resp.reason + {"""} + "}}";
    }
    return (deliver);
}

sub vcl_backend_error {
    set beresp.http.content-type = "application/json; charset=utf-8";
    set beresp.http.retry-after = "1";
    set beresp.body = """{"errors":[{"message":"Clientele does not answer now; try again.","extensions":{"code":"UNAVAILABLE","retryable":true}}]}""";
    set beresp.uncacheable = true;
    set beresp.ttl = 0s;
    return (deliver);
}
