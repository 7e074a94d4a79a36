using System.Globalization;
using System.Reflection;
using System.Resources;

namespace Hostelry.Billing.Invoicing.Pdf;

/// <summary>The printed words, in English or Russian: PdfText.resx and PdfTextRussian.resx.</summary>
internal sealed class PdfWords(string language)
{
    private static readonly ResourceManager English = Manager("PdfText");
    private static readonly ResourceManager Russian = Manager("PdfTextRussian");

    /// <summary>The words of a key; throws for a key that is missing, and a test looks at each.</summary>
    public string this[string key] =>
        (language == "ru" ? Russian : English).GetString(key, CultureInfo.InvariantCulture)
        ?? throw new InvalidOperationException($"There are no words for {key} in {language}.");

    private static ResourceManager Manager(string name) =>
        new($"Hostelry.Billing.Invoicing.Pdf.{name}", Assembly.GetExecutingAssembly());
}
