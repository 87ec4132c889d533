"""What Streamlit lacks as a web server: headers, assets, upload gate, access, logs, metrics,
warm-up.

May import: kpi. Read first: front.
"""
