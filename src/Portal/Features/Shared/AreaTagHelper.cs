using System.Globalization;

using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Hostelry.Portal.Features.Shared;

/// <summary>
/// As <see cref="FieldTagHelper"/>, for a text of several lines; never obligatory to the browser.
/// <c>&lt;area-field for="PublicKey" label="…" rows="4" /&gt;</c>
/// </summary>
[HtmlTargetElement("area-field", TagStructure = TagStructure.WithoutEndTag)]
public sealed class AreaTagHelper : TagHelper
{
    public required ModelExpression For { get; set; }

    public required string Label { get; set; }

    public string? Hint { get; set; }

    public int Rows { get; set; } = 3;

    /// <summary>Code: shown in letters of one width, unchanged by spelling checkers.</summary>
    public bool Code { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var id = For.Name.Replace('.', '_');
        var entry = ViewContext.ViewData.ModelState.GetValueOrDefault(For.Name);
        var error = entry?.Errors is [var first, ..] ? first.ErrorMessage : null;
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "mb-3");

        var label = new TagBuilder("label");
        label.AddCssClass("form-label");
        label.Attributes["for"] = id;
        label.InnerHtml.Append(Label);
        output.Content.AppendHtml(label);

        var area = new TagBuilder("textarea");
        area.AddCssClass(Code ? "form-control code" : "form-control");
        area.Attributes["id"] = id;
        area.Attributes["name"] = For.Name;
        area.Attributes["rows"] = Rows.ToString(CultureInfo.InvariantCulture);
        if (Code)
        {
            area.Attributes["spellcheck"] = "false";
            area.Attributes["autocapitalize"] = "off";
            area.Attributes["autocomplete"] = "off";
        }

        var about = $"{(error is null ? "" : $"{id}-error")} {(Hint is null ? "" : $"{id}-hint")}".Trim();
        if (about.Length > 0)
        {
            area.Attributes["aria-describedby"] = about;
        }

        if (error is not null)
        {
            area.AddCssClass("is-invalid");
            area.Attributes["aria-invalid"] = "true";
            area.Attributes["autofocus"] = "";
        }

        // A browser drops the first line end after the tag: one of ours keeps one of theirs.
        area.InnerHtml.AppendHtml("\n").Append(entry?.AttemptedValue ?? Convert.ToString(For.Model, CultureInfo.InvariantCulture) ?? "");
        output.Content.AppendHtml(area);
        Note(output, error, "div", "invalid-feedback", $"{id}-error");
        Note(output, Hint, "small", "form-hint", $"{id}-hint");
    }

    private static void Note(TagHelperOutput output, string? text, string name, string css, string id)
    {
        if (text is not null)
        {
            var note = new TagBuilder(name);
            note.AddCssClass(css);
            note.Attributes["id"] = id;
            note.InnerHtml.Append(text);
            output.Content.AppendHtml(note);
        }
    }
}

/// <summary>
/// What is wrong with a field that is a group of choices, at its place. Nothing when nothing is.
/// <c>&lt;wrong for="Type" /&gt;</c>
/// </summary>
[HtmlTargetElement("wrong", TagStructure = TagStructure.WithoutEndTag)]
public sealed class WrongTagHelper : TagHelper
{
    /// <summary>Name of the field.</summary>
    public required string For { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (ViewContext.ViewData.ModelState.GetValueOrDefault(For)?.Errors is not [var first, ..])
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "p";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "wrong");
        output.Attributes.SetAttribute("id", $"{For}-error");
        output.Attributes.SetAttribute("role", "alert");
        output.Content.SetContent(first.ErrorMessage);
    }
}
