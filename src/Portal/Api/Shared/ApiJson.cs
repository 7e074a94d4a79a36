using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

using Hostelry.Billing.Kernel;

using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.Net.Http.Headers;

namespace Hostelry.Portal.Api.Shared;

/// <summary>How the API writes and reads JSON: snake case, times to the second, nothing deeper than 32.</summary>
public static class ApiJson
{
    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = 32;
        // Never inside HTML, and nosniff: quotes and plus signs may stay as they are.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new SecondsConverter());
        return options;
    }

    /// <summary>RFC 3339 with offset, to the second: what every client of the dialect parses.</summary>
    private sealed class SecondsConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
    }
}

/// <summary>Reads a body and remembers why it could not: MVC's own formatter keeps the text of the complaint only.</summary>
internal sealed class ApiBodyReader : TextInputFormatter
{
    private static readonly object Complaint = new();

    public ApiBodyReader()
    {
        SupportedMediaTypes.Add(MediaTypeHeaderValue.Parse("application/json"));
        SupportedEncodings.Add(Encoding.UTF8);
    }

    /// <summary>Why the present request's body could not be read; null when it could.</summary>
    public static Problem? ProblemOf(HttpContext context) => context.Items[Complaint] as Problem;

    public override async Task<InputFormatterResult> ReadRequestBodyAsync(InputFormatterContext context, Encoding encoding)
    {
        var http = context.HttpContext;
        try
        {
            var model = await JsonSerializer.DeserializeAsync(
                http.Request.Body, context.ModelType, ApiJson.Options, http.RequestAborted);
            if (model is not null)
            {
                return await InputFormatterResult.SuccessAsync(model);
            }

            http.Items[Complaint] = ApiErrors.NotJson;
        }
        catch (JsonException exception)
        {
            http.Items[Complaint] = ApiErrors.OfJson(exception);
        }

        context.ModelState.TryAddModelError(context.ModelName, "unreadable");
        return await InputFormatterResult.FailureAsync();
    }
}
