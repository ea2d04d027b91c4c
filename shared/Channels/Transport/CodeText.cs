namespace StockFlow.Channels.Transport;

/// <summary>Codes that channels give with refusals: shown to people, so kept short and plain.</summary>
internal static class CodeText
{
    private const int LengthMax = 100;

    public static string OrUnknown(string? code) =>
        code is { Length: > 0 and <= LengthMax } && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':')
            ? code
            : "an unknown code";

    /// <summary>A channel's words on a refusal, cut to a line.</summary>
    public static string Line(string? reason)
    {
        const int Max = 300;
        var line = new string((reason ?? string.Empty).Select(c => char.IsControl(c) ? ' ' : c).Take(Max).ToArray()).Trim();
        return line.Length == 0 ? "The channel gave no reason." : line;
    }
}
