using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hostelry.Portal.Api.Shared;

/// <summary>The dialect refers to things by name or id, and clients write the id as a number or as a text.</summary>
internal sealed class ReferenceConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetInt64(out var id) => id.ToString(CultureInfo.InvariantCulture),
            JsonTokenType.String => reader.GetString(),
            _ => throw new JsonException(),
        };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>A list of references.</summary>
internal sealed class ReferencesConverter : JsonConverter<List<string>>
{
    private static readonly ReferenceConverter One = new();

    public override List<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException();
        }

        List<string> references = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            references.Add(One.Read(ref reader, typeof(string), options) ?? "");
        }

        return references;
    }

    public override void Write(Utf8JsonWriter writer, List<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        value.ForEach(writer.WriteStringValue);
        writer.WriteEndArray();
    }
}
