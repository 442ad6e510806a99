"""What screening decides without a clock or a database: the table and its engine, the plan, and what may begin."""
