using System.Text.Json;

using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Hostelry.Billing.Persistence;

/// <summary>Stores an enum of names of several words as snake case text, readable in SQL: <c>unit_hour</c>.</summary>
public sealed class SnakeCaseEnum<TEnum>()
    : ValueConverter<TEnum, string>(
        value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()),
        text => Enum.Parse<TEnum>(text.Replace("_", ""), true))
    where TEnum : struct, Enum;
