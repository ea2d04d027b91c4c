using System.Text;

namespace EmbeddedFunctions.Tables.Entities;

/// <summary>A property's name with its UTF-8 form, worked out once per mapped type.</summary>
internal sealed class PropertyName(string text)
{
    public string Text { get; } = text;

    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(text);
}
