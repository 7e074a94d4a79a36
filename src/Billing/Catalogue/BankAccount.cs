using System.Numerics;

namespace Hostelry.Billing.Catalogue;

/// <summary>International bank account numbers (ISO 13616).</summary>
public static class BankAccount
{
    private const int Shortest = 15;
    private const int Longest = 34;

    /// <summary>Capital letters, without spaces.</summary>
    public static string Normalise(string text) =>
        string.Concat(text.Where(letter => !char.IsWhiteSpace(letter))).ToUpperInvariant();

    /// <summary>Whether a normalised text has the form of an IBAN and its check sum (97-10).</summary>
    public static bool IsIban(string iban)
    {
        if (iban.Length is < Shortest or > Longest || !iban.All(char.IsAsciiLetterOrDigit) || iban.Any(char.IsAsciiLetterLower)
            || !iban[..2].All(char.IsAsciiLetter) || !iban[2..4].All(char.IsAsciiDigit))
        {
            return false;
        }

        BigInteger number = 0;
        foreach (var letter in iban[4..] + iban[..4])
        {
            number = char.IsAsciiDigit(letter) ? (number * 10) + (letter - '0') : (number * 100) + (letter - 'A' + 10);
        }

        return number % 97 == 1;
    }

    /// <summary>In groups of four, as printed.</summary>
    public static string Print(string iban) => string.Join(' ', iban.Chunk(4).Select(group => new string(group)));
}
