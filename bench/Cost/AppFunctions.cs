using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Functions;

namespace StockFlow.Bench.Cost;

/// <summary>The app's functions by name, and what starts them.</summary>
internal static class AppFunctions
{
    public const string DurableGroup = "durable";

    private static readonly Dictionary<string, object> Triggers = typeof(StockFlowApp).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
        .ToDictionary(
            method => method.GetCustomAttribute<FunctionAttribute>()!.Name,
            method => method.GetParameters().SelectMany(parameter => parameter.GetCustomAttributes()).First(IsTrigger) as object,
            StringComparer.Ordinal);

    /// <summary>The app settings that hold the schedules of timers.</summary>
    public static IEnumerable<string> ScheduleSettings =>
        Triggers.Values.OfType<TimerTriggerAttribute>().Select(timer => timer.Schedule.Trim('%')).Distinct();

    public static int Timers => Triggers.Values.Count(trigger => trigger is TimerTriggerAttribute);

    public static bool IsOrchestrator(string function) => Triggers[function] is OrchestrationTriggerAttribute;

    public static bool IsActivity(string function) => Triggers[function] is ActivityTriggerAttribute;

    /// <summary>Whether the platform stores a timer's status after every run. It does not for schedules below a minute.</summary>
    public static bool IsMonitored(string function) => Triggers[function] is TimerTriggerAttribute { UseMonitor: true };

    /// <summary>
    /// What scales together: all HTTP functions, all durable ones, and each other function by itself
    /// (https://learn.microsoft.com/azure/azure-functions/event-driven-scaling#per-function-scaling).
    /// </summary>
    public static string GroupOf(string function) => Triggers[function] switch
    {
        HttpTriggerAttribute => "http",
        OrchestrationTriggerAttribute or ActivityTriggerAttribute => DurableGroup,
        _ => function,
    };

    private static bool IsTrigger(Attribute attribute) =>
        attribute is HttpTriggerAttribute or TimerTriggerAttribute or ServiceBusTriggerAttribute or OrchestrationTriggerAttribute or ActivityTriggerAttribute;
}
