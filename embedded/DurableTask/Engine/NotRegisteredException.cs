namespace EmbeddedFunctions.DurableTask;

/// <summary>An orchestration calls something the app does not have. Never retried.</summary>
public sealed class NotRegisteredException(string kind, string name)
    : Exception($"The app has no {kind} named '{name}'. Check the name in the call and the function's name.");
