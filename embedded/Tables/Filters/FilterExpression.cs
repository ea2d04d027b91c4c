using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.Serialization;
using Azure.Data.Tables;

namespace EmbeddedFunctions.Tables.Filters;

/// <summary>Turns a predicate of C# into a filter.</summary>
internal static class FilterExpression
{
    /// <returns>The filter; null for one that matches everything.</returns>
    /// <exception cref="NotSupportedException">The predicate does something that the service can't.</exception>
    public static string? Text<T>(Expression<Func<T, bool>> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        var body = predicate.Body;
        if (!Mentions(body, predicate.Parameters[0]))
        {
            return (bool)Evaluate(body)! ? null : throw Unsupported(body);
        }

        return Condition(body, predicate.Parameters[0]);
    }

    private static string Condition(Expression expression, ParameterExpression entity) => expression switch
    {
        BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.And } both =>
            $"({Condition(both.Left, entity)}) and ({Condition(both.Right, entity)})",
        BinaryExpression { NodeType: ExpressionType.OrElse or ExpressionType.Or } either =>
            $"({Condition(either.Left, entity)}) or ({Condition(either.Right, entity)})",
        UnaryExpression { NodeType: ExpressionType.Not } not => $"not ({Condition(not.Operand, entity)})",
        BinaryExpression comparison => Comparison(comparison, entity),
        _ when Property(expression, entity) is { } name => name,
        MethodCallExpression { Method.Name: nameof(Equals), Object: { } left } call when call.Arguments.Count == 1 =>
            Comparison(left, "eq", call.Arguments[0], entity),
        _ => throw Unsupported(expression),
    };

    private static string Comparison(BinaryExpression comparison, ParameterExpression entity)
    {
        var symbol = Symbol(comparison);

        // string.Compare(a, b) > 0 and a.CompareTo(b) > 0 are how C# writes an order of strings.
        if (comparison.Left is MethodCallExpression { Method.Name: nameof(string.Compare) or nameof(string.CompareOrdinal) } compare
            && compare.Object is null && IsZero(comparison.Right))
        {
            return Comparison(compare.Arguments[0], symbol, compare.Arguments[1], entity);
        }

        if (comparison.Left is MethodCallExpression { Method.Name: nameof(string.CompareTo), Object: { } left } compareTo && IsZero(comparison.Right))
        {
            return Comparison(left, symbol, compareTo.Arguments[0], entity);
        }

        return Comparison(comparison.Left, symbol, comparison.Right, entity);
    }

    private static string Comparison(Expression left, string symbol, Expression right, ParameterExpression entity)
    {
        if (Property(left, entity) is { } name && !Mentions(right, entity))
        {
            return $"{name} {symbol} {Constant(right, left)}";
        }

        if (Property(right, entity) is { } otherName && !Mentions(left, entity))
        {
            return $"{otherName} {Flip(symbol)} {Constant(left, right)}";
        }

        throw Unsupported(left);
    }

    /// <summary>An enum reaches a comparison as its number; what is stored is its name.</summary>
    private static string Constant(Expression constant, Expression property)
    {
        var value = Evaluate(constant);
        var type = (property as UnaryExpression)?.Operand.Type;
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        return FilterText.Literal(type is { IsEnum: true } && value is not null ? Enum.ToObject(type, value) : value);
    }

    private static string? Property(Expression expression, ParameterExpression entity) => expression switch
    {
        UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert => Property(convert.Operand, entity),
        MemberExpression { Member.Name: "Value", Expression: { } inner } when Nullable.GetUnderlyingType(inner.Type) is not null => Property(inner, entity),
        MemberExpression member when StripConvert(member.Expression) == entity => NameOf(member.Member),
        MethodCallExpression
        {
            Method.Name: "get_Item" or nameof(TableEntity.GetString) or nameof(TableEntity.GetBoolean) or nameof(TableEntity.GetInt32)
            or nameof(TableEntity.GetInt64) or nameof(TableEntity.GetDouble) or nameof(TableEntity.GetDateTime) or nameof(TableEntity.GetDateTimeOffset)
            or nameof(TableEntity.GetGuid) or nameof(TableEntity.GetBinary) or nameof(TableEntity.GetBinaryData)
        } call
            when StripConvert(call.Object) == entity => (string)Evaluate(call.Arguments[0])!,
        _ => null,
    };

    private static string NameOf(MemberInfo member) => member.GetCustomAttribute<DataMemberAttribute>()?.Name
        ?? (member.DeclaringType == typeof(Azure.Data.Tables.Models.TableItem) && member.Name == "Name" ? "TableName" : member.Name);

    private static Expression? StripConvert(Expression? expression) =>
        expression is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : expression;

    private static string Symbol(BinaryExpression comparison) => comparison.NodeType switch
    {
        ExpressionType.Equal => "eq",
        ExpressionType.NotEqual => "ne",
        ExpressionType.GreaterThan => "gt",
        ExpressionType.GreaterThanOrEqual => "ge",
        ExpressionType.LessThan => "lt",
        ExpressionType.LessThanOrEqual => "le",
        _ => throw Unsupported(comparison),
    };

    private static string Flip(string symbol) => symbol switch
    {
        "gt" => "lt",
        "ge" => "le",
        "lt" => "gt",
        "le" => "ge",
        _ => symbol,
    };

    private static bool IsZero(Expression expression) => expression is ConstantExpression { Value: 0 };

    private static bool Mentions(Expression expression, ParameterExpression parameter)
    {
        var search = new Search(parameter);
        search.Visit(expression);
        return search.Found;
    }

    private static object? Evaluate(Expression expression) => expression is ConstantExpression constant
        ? constant.Value
        : Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)();

    private static NotSupportedException Unsupported(Expression expression) => new(
        $"'{expression}' can't be a table filter. Filters compare a property with a constant (==, !=, <, <=, >, >=, string.Compare) and join that with &&, || and !.");

    private sealed class Search(ParameterExpression parameter) : ExpressionVisitor
    {
        public bool Found { get; private set; }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            Found |= node == parameter;
            return node;
        }
    }
}
