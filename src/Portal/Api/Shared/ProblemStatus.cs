namespace Hostelry.Portal.Api.Shared;

/// <summary>The one place that turns codes into HTTP statuses; docs/errors.md lists the same, and a test compares.</summary>
public static class ProblemStatus
{
    public static IReadOnlyDictionary<string, int> All { get; } = new Dictionary<string, int>
    {
        ["json_error"] = 400,
        ["bad_request"] = 400,
        ["unauthorized"] = 401,
        ["insufficient_funds"] = 402,
        ["spending_limit_reached"] = 402,
        ["forbidden"] = 403,
        ["customer_suspended"] = 403,
        ["protected"] = 403,
        ["resource_limit_exceeded"] = 403,
        ["not_found"] = 404,
        ["method_not_allowed"] = 405,
        ["request_timeout"] = 408,
        ["uniqueness_error"] = 409,
        ["conflict"] = 409,
        ["idempotency_conflict"] = 409,
        ["customer_missing"] = 409,
        ["subscription_missing"] = 409,
        ["subscription_not_ready"] = 409,
        ["subscription_ended"] = 409,
        ["placement_error"] = 412,
        ["price_changed"] = 412,
        ["price_missing"] = 412,
        ["payload_too_large"] = 413,
        ["unsupported_media_type"] = 415,
        ["invalid_input"] = 422,
        ["invalid_server_type"] = 422,
        ["locked"] = 423,
        ["rate_limit_exceeded"] = 429,
        ["server_error"] = 500,
        ["service_error"] = 503,
        ["unavailable"] = 503,
    };

    /// <summary>An unknown code is a bug: it shows as 500, and its test fails.</summary>
    public static int Of(string code) => All.TryGetValue(code, out var status) ? status : 500;
}
