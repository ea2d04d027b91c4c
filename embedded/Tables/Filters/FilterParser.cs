using System.Globalization;

namespace EmbeddedFunctions.Tables.Filters;

/// <summary>
/// Reads the service's part of OData's filter language: comparisons of a property with a constant, joined by and, or, not and parentheses.
/// </summary>
internal sealed class FilterParser
{
    /// <summary>The service's limit (https://learn.microsoft.com/rest/api/storageservices/querying-tables-and-entities). Azurite has none.</summary>
    public const int ComparisonsMax = 15;

    private const int DepthMax = 64;

    private readonly string _filter;
    private int _position;
    private int _comparisons;
    private int _depth;

    private FilterParser(string filter)
    {
        _filter = filter;
    }

    /// <param name="filter">Null, or blank, matches everything.</param>
    /// <exception cref="FilterFormatException">The text is not a filter.</exception>
    public static FilterNode Parse(string? filter)
    {
        if (string.IsNullOrWhiteSpace(filter))
        {
            return new FilterEverything();
        }

        var parser = new FilterParser(filter);
        var node = parser.Or();
        parser.SkipBlanks();
        return parser._position == filter.Length ? node : throw parser.Error("and, or, or the end");
    }

    private FilterNode Or()
    {
        if (++_depth > DepthMax)
        {
            throw Error($"at most {DepthMax} nested conditions");
        }

        var node = And();
        while (TakeWord("or"))
        {
            node = new FilterOr(node, And());
        }

        _depth--;
        return node;
    }

    private FilterNode And()
    {
        var node = Unary();
        while (TakeWord("and"))
        {
            node = new FilterAnd(node, Unary());
        }

        return node;
    }

    private FilterNode Unary()
    {
        var negations = 0;
        while (TakeWord("not"))
        {
            negations++;
        }

        var node = Primary();
        return negations % 2 == 0 ? node : new FilterNot(node);
    }

    private FilterNode Primary()
    {
        if (TakeChar('('))
        {
            var inner = Or();
            return TakeChar(')') ? inner : throw Error("')'");
        }

        if (++_comparisons > ComparisonsMax)
        {
            throw Error($"at most {ComparisonsMax} comparisons");
        }

        if (TryLiteral() is { } left)
        {
            var flipped = Flip(TakeOperator() ?? throw Error("a comparison"));
            return new FilterComparison(TakeName() ?? throw Error("a property"), flipped, left);
        }

        var name = TakeName() ?? throw Error("a property, a constant or '('");
        return TakeOperator() is { } comparison
            ? new FilterComparison(name, comparison, TryLiteral() ?? throw Error("a constant"))
            : new FilterComparison(name, FilterOperator.Equal, FilterLiteral.Of(true));
    }

    private static FilterOperator Flip(FilterOperator comparison) => comparison switch
    {
        FilterOperator.Greater => FilterOperator.Less,
        FilterOperator.GreaterOrEqual => FilterOperator.LessOrEqual,
        FilterOperator.Less => FilterOperator.Greater,
        FilterOperator.LessOrEqual => FilterOperator.GreaterOrEqual,
        _ => comparison,
    };

    private FilterOperator? TakeOperator() =>
        TakeWord("eq") ? FilterOperator.Equal
        : TakeWord("ne") ? FilterOperator.NotEqual
        : TakeWord("gt") ? FilterOperator.Greater
        : TakeWord("ge") ? FilterOperator.GreaterOrEqual
        : TakeWord("lt") ? FilterOperator.Less
        : TakeWord("le") ? FilterOperator.LessOrEqual
        : null;

    private FilterLiteral? TryLiteral()
    {
        SkipBlanks();
        if (_position == _filter.Length)
        {
            return null;
        }

        var c = _filter[_position];
        if (c == '\'')
        {
            return FilterLiteral.Of(Quoted());
        }

        if (char.IsAsciiDigit(c) || c is '-' or '.')
        {
            return Number();
        }

        return TakeWord("true") ? FilterLiteral.Of(true)
            : TakeWord("false") ? FilterLiteral.Of(false)
            : TakePrefix("datetime") ? Time(Quoted())
            : TakePrefix("guid") ? FilterLiteral.Of(Guid.TryParse(Quoted(), out var guid) ? guid : throw Error("a GUID"))
            : TakePrefix("binary") || TakePrefix("X") ? Binary(Quoted())
            : null;
    }

    private FilterLiteral Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? FilterLiteral.Of(time)
            : throw Error("a time, such as 2026-01-31T12:00:00Z");

    private FilterLiteral Binary(string text)
    {
        try
        {
            return FilterLiteral.Of(Convert.FromHexString(text));
        }
        catch (FormatException)
        {
            throw Error("bytes as pairs of hexadecimal digits");
        }
    }

    private FilterLiteral Number()
    {
        var start = _position;
        while (_position < _filter.Length && (char.IsAsciiLetterOrDigit(_filter[_position]) || _filter[_position] is '-' or '+' or '.'))
        {
            _position++;
        }

        var text = _filter.AsSpan(start, _position - start);
        if (text[^1] is 'L' or 'l')
        {
            return long.TryParse(text[..^1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var big)
                ? FilterLiteral.Of(big)
                : throw Error("a 64-bit number");
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? FilterLiteral.Of(whole)
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large) ? FilterLiteral.Of(large)
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? FilterLiteral.Of(real)
            : throw Error("a number");
    }

    /// <summary>A text in single quotes; two of them stand for one.</summary>
    private string Quoted()
    {
        var start = ++_position;
        for (; _position < _filter.Length; _position++)
        {
            if (_filter[_position] != '\'')
            {
                continue;
            }

            if (_position + 1 < _filter.Length && _filter[_position + 1] == '\'')
            {
                _position++;
                continue;
            }

            return _filter[start.._position++].Replace("''", "'", StringComparison.Ordinal);
        }

        throw Error("a closing quote");
    }

    private string? TakeName()
    {
        SkipBlanks();
        var start = _position;
        while (_position < _filter.Length && (char.IsLetterOrDigit(_filter[_position]) || _filter[_position] == '_'))
        {
            _position++;
        }

        return _position > start && !char.IsDigit(_filter[start]) ? _filter[start.._position] : null;
    }

    /// <summary>Takes a word that ends here; operators are lower case in OData.</summary>
    private bool TakeWord(string word)
    {
        SkipBlanks();
        var end = _position + word.Length;
        if (string.CompareOrdinal(_filter, _position, word, 0, word.Length) != 0
            || (end < _filter.Length && (char.IsLetterOrDigit(_filter[end]) || _filter[end] == '_')))
        {
            return false;
        }

        _position = end;
        return true;
    }

    /// <summary>Takes a type's prefix if a quote follows, and stops before the quote.</summary>
    private bool TakePrefix(string prefix)
    {
        var end = _position + prefix.Length;
        if (end >= _filter.Length || _filter[end] != '\'' || string.CompareOrdinal(_filter, _position, prefix, 0, prefix.Length) != 0)
        {
            return false;
        }

        _position = end;
        return true;
    }

    private bool TakeChar(char c)
    {
        SkipBlanks();
        if (_position == _filter.Length || _filter[_position] != c)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void SkipBlanks()
    {
        while (_position < _filter.Length && char.IsWhiteSpace(_filter[_position]))
        {
            _position++;
        }
    }

    private FilterFormatException Error(string expected) => new(_filter, _position, expected);
}
