using System.Globalization;
using System.Text;

namespace Hostelry.Billing.Invoicing.Pdf;

/// <summary>
/// The drawing of one page of A4. Points (1/72 inch); x from the left, y from the top, for that is how an invoice is read.
/// </summary>
internal sealed class PdfPage
{
    public const double Width = 595.28;
    public const double Height = 841.89;

    private readonly StringBuilder _content = new();

    public byte[] Content => Encoding.ASCII.GetBytes(_content.ToString());

    /// <param name="y">Of the base line.</param>
    /// <param name="grey">0 is black, 1 is white.</param>
    public void Text(PdfFont font, double size, double x, double y, string text, double grey = 0)
    {
        if (text.Length > 0)
        {
            Line($"BT {Number(grey)} g /{font.Resource} {Number(size)} Tf {Number(x)} {Number(Height - y)} Td <{font.Encode(text)}> Tj ET");
        }
    }

    /// <summary>Ends at <paramref name="right"/>.</summary>
    public void TextRight(PdfFont font, double size, double right, double y, string text, double grey = 0) =>
        Text(font, size, right - font.WidthOf(text, size), y, text, grey);

    public void Rule(double x, double y, double width, double thickness, double grey) =>
        Rectangle(x, y - (thickness / 2), width, thickness, grey);

    public void Rectangle(double x, double y, double width, double height, double grey) =>
        Line($"{Number(grey)} g {Number(x)} {Number(Height - y - height)} {Number(width)} {Number(height)} re f");

    /// <summary>An image that the document knows by a resource's name.</summary>
    public void Image(string resource, double x, double y, double width, double height) =>
        Line($"q {Number(width)} 0 0 {Number(height)} {Number(x)} {Number(Height - y - height)} cm /{resource} Do Q");

    private void Line(string text) => _content.Append(text).Append('\n');

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
