using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace EmbeddedFunctions.Functions;

/// <summary>Compiles the call of a method whatever it returns: a value, nothing, or a task of either.</summary>
internal static class MethodInvoker
{
    /// <summary>Calls the method; the result is null for void and for a task without a result.</summary>
    /// <param name="instance">Null for a static method.</param>
    public delegate ValueTask<object?> Invoke(object? instance, object?[] arguments);

    private static readonly Dictionary<Type, string> OpenAdapters = new()
    {
        [typeof(Task<>)] = nameof(FromTaskOf),
        [typeof(ValueTask<>)] = nameof(FromValueTaskOf),
    };

    /// <summary>Compiled once in a process, however many hosts run in it: most of the time that a start takes.</summary>
    private static readonly ConcurrentDictionary<MethodInfo, Invoke> Compiled = new();

    /// <summary>How to call a method.</summary>
    public static Invoke For(MethodInfo method) => Compiled.GetOrAdd(method, Compile);

    private static Invoke Compile(MethodInfo method)
    {
        var instance = Expression.Parameter(typeof(object), "instance");
        var arguments = Expression.Parameter(typeof(object[]), "arguments");
        var values = method.GetParameters().Select((parameter, index) =>
            Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(index)), parameter.ParameterType));
        var call = Expression.Call(method.IsStatic ? null : Expression.Convert(instance, method.DeclaringType!), method, values);
        return Expression.Lambda<Invoke>(Adapt(call), instance, arguments).Compile();
    }

    private static Expression Adapt(MethodCallExpression call)
    {
        if (call.Type == typeof(void))
        {
            return Expression.Block(call, Expression.Default(typeof(ValueTask<object?>)));
        }

        if (call.Type == typeof(Task))
        {
            return Call(nameof(FromTask), call);
        }

        if (call.Type == typeof(ValueTask))
        {
            return Call(nameof(FromValueTask), call);
        }

        if (call.Type.IsGenericType && OpenAdapters.TryGetValue(call.Type.GetGenericTypeDefinition(), out var adapter))
        {
            return Call(adapter, call, call.Type.GetGenericArguments());
        }

        return Call(nameof(FromValue), Expression.Convert(call, typeof(object)));
    }

    private static MethodCallExpression Call(string adapter, Expression value, params Type[] typeArguments) =>
        Expression.Call(typeof(MethodInvoker), adapter, typeArguments, value);

    private static ValueTask<object?> FromValue(object? value) => ValueTask.FromResult(value);

    private static async ValueTask<object?> FromTask(Task task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> FromTaskOf<T>(Task<T> task) => await task;

    private static async ValueTask<object?> FromValueTask(ValueTask task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> FromValueTaskOf<T>(ValueTask<T> task) => await task;
}
