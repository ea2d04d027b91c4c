namespace StockFlow.Simulator.Retail;

/// <summary>A file that can't be used at all: it is missing, or its columns are not those of Online Retail.</summary>
public sealed class RetailFileException(string message, Exception? inner = null) : Exception(message, inner);
