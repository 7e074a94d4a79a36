using System.Globalization;

using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Hostelry.Portal.Features.Shared;

/// <summary>
/// One field of a form: label, input, hint, and beside it what is wrong with what was typed. Keeps what was typed, but for
/// passwords and codes. <c>&lt;field for="Email" label="…" type="email" /&gt;</c>
/// </summary>
[HtmlTargetElement("field", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FieldTagHelper : TagHelper
{
    public required ModelExpression For { get; set; }

    public required string Label { get; set; }

    /// <summary>Of the input; <c>code</c> is a text that is shown large and never kept.</summary>
    public string Type { get; set; } = "text";

    public string? Hint { get; set; }

    public string? Autocomplete { get; set; }

    public string? Inputmode { get; set; }

    /// <summary>Characters that the browser lets in: 255 of a line, any number of a text. The validator has the last word.</summary>
    public int? Most { get; set; }

    /// <summary>Takes the focus when the page opens.</summary>
    public bool First { get; set; }

    /// <summary>May stay empty.</summary>
    public bool Optional { get; set; }

    /// <summary>More than 0: a text of many lines, so many of them seen.</summary>
    public int Rows { get; set; }

    /// <summary>A text that is code: letters of one width, unchanged by what checks spelling.</summary>
    public bool Code { get; set; }

    /// <summary>What may be chosen; null for what is typed.</summary>
    public IReadOnlyList<Choice>? Choices { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    private string Id => For.Name.Replace('.', '_');

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var error = ViewContext.ViewData.ModelState.TryGetValue(For.Name, out var entry) && entry.Errors is [var first, ..]
            ? first.ErrorMessage
            : null;
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "mb-3");
        output.Content.AppendHtml(Text("label", Label, "form-label", attribute: ("for", Id)));
        output.Content.AppendHtml(Input(error is not null));
        if (error is not null)
        {
            output.Content.AppendHtml(Text("div", error, "invalid-feedback", attribute: ("id", $"{Id}-error")));
        }

        if (Hint is not null)
        {
            output.Content.AppendHtml(Text("small", Hint, "form-hint", attribute: ("id", $"{Id}-hint")));
        }
    }

    private TagBuilder Input(bool wrong)
    {
        var input = Choices is not null ? Select() : Rows > 0 ? Lines() : Line();
        input.AddCssClass(Choices is not null ? "form-select" : Type == "code" ? "form-control code-input" : "form-control");
        input.Attributes["id"] = Id;
        input.Attributes["name"] = For.Name;
        Set(input, "required", Optional ? null : "");
        Set(input, "autocomplete", Autocomplete);
        Set(input, "inputmode", Inputmode);
        Set(input, "autofocus", First || wrong ? "" : null);
        var about = $"{(wrong ? $"{Id}-error" : "")} {(Hint is null ? "" : $"{Id}-hint")}".Trim();
        Set(input, "aria-describedby", about.Length > 0 ? about : null);
        if (wrong)
        {
            input.AddCssClass("is-invalid");
            input.Attributes["aria-invalid"] = "true";
        }

        return input;
    }

    private TagBuilder Line()
    {
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.Attributes["type"] = Type == "code" ? "text" : Type;
        input.Attributes["maxlength"] = (Most ?? 255).ToString(CultureInfo.InvariantCulture);
        Set(input, "value", Type is "password" or "code" ? null : Typed);
        return input;
    }

    private TagBuilder Lines()
    {
        var area = new TagBuilder("textarea");
        area.Attributes["rows"] = Rows.ToString(CultureInfo.InvariantCulture);
        Set(area, "maxlength", Most?.ToString(CultureInfo.InvariantCulture));
        if (Code)
        {
            area.AddCssClass("code");
            Set(area, "spellcheck", "false");
            Set(area, "autocapitalize", "off");
            Autocomplete ??= "off";
        }

        // A browser drops the first line end after the tag: one of ours keeps one of theirs.
        area.InnerHtml.AppendHtml("\n").Append(Typed ?? "");
        return area;
    }

    private TagBuilder Select()
    {
        var select = new TagBuilder("select");
        var typed = Typed;
        foreach (var choice in Choices!)
        {
            var option = new TagBuilder("option");
            option.Attributes["value"] = choice.Value;
            Set(option, "selected", choice.Value == typed ? "" : null);
            option.InnerHtml.Append(choice.Text);
            select.InnerHtml.AppendHtml(option);
        }

        return select;
    }

    /// <summary>What was sent; before that, what the form began with.</summary>
    private string? Typed => ViewContext.ViewData.ModelState.TryGetValue(For.Name, out var entry)
        ? entry.AttemptedValue
        : Convert.ToString(For.Model, CultureInfo.InvariantCulture);

    private static void Set(TagBuilder tag, string name, string? value)
    {
        if (value is not null)
        {
            tag.Attributes[name] = value;
        }
    }

    private static TagBuilder Text(string name, string text, string css, (string Name, string Value) attribute)
    {
        var tag = new TagBuilder(name);
        tag.AddCssClass(css);
        tag.Attributes[attribute.Name] = attribute.Value;
        tag.InnerHtml.Append(text);
        return tag;
    }
}
