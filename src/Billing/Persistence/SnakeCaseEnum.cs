using System.Text.Json;

using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Hostelry.Billing.Persistence;

/// <summary>Stores an enum of names of several words as snake case text, readable in SQL: <c>unit_hour</c>.</summary>
public sealed class SnakeCaseEnum<TEnum>()
    : ValueConverter<TEnum, string>(value => SnakeCase.Write(value), text => SnakeCase.Read<TEnum>(text))
    where TEnum : struct, Enum;

/// <summary>Names of enums as snake case text: <c>unit_hour</c>.</summary>
internal static class SnakeCase
{
    public static string Write<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static TEnum Read<TEnum>(string text)
        where TEnum : struct, Enum =>
        Enum.Parse<TEnum>(text.Replace("_", "", StringComparison.Ordinal), true);
}
